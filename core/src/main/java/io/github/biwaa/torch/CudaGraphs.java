package io.github.biwaa.torch;

import io.github.biwaa.BiwaaException;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.cuda.DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair;
import org.bytedeco.pytorch.cuda.StreamFilter;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * Records computations as CUDA graphs, as PyTorch's CUDAGraph does: in a stream of its own, with a pool of memory of its own. No other class names classes of
 * CUDA, which are there only where Biwaa was built with it.
 *
 * <p>This has not run on a GPU yet.
 */
public final class CudaGraphs implements Repetition.Recorder {
    private final Device device;
    private final byte index;
    private final CUDAStream stream;

    /** @param device a GPU */
    public CudaGraphs(Device device) {
        Engine.load();
        this.device = device;
        index = (byte) device.index();
        try (PointerScope scope = new PointerScope()) {
            stream = torch_cuda.getStreamFromPool(false, index);
            stream.retainReference();
        }
    }

    @Override
    public void rehearse(Runnable computation) {
        inStream(() -> {
            computation.run();
            device.await();
        });
    }

    @Override
    public Repetition record(Runnable computation) {
        Recording recording = new Recording();
        try {
            inStream(() -> recording.record(computation));
            return recording;
        } catch (RuntimeException | LinkageError e) {
            recording.close();
            throw e;
        }
    }

    /** Begins when everything that was asked for before is computed. */
    private void inStream(Runnable work) {
        Engine.load();
        device.await();
        CUDAStream before = torch_cuda.getCurrentCUDAStream(index);
        torch_cuda.setCurrentCUDAStream(stream);
        try {
            work.run();
        } finally {
            torch_cuda.setCurrentCUDAStream(before);
        }
    }

    @Override
    public void close() {
        stream.releaseReference();
    }

    private static void check(int status, String call) {
        if (status != cudart.cudaSuccess) {
            throw new BiwaaException(
                    call + ": " + cudart.cudaGetErrorString(status).getString());
        }
    }

    /** A graph, the pool that it works in, and the tensors that lie there. */
    private final class Recording implements Repetition {
        private final PointerScope tensors = new PointerScope().extend();
        private final CUgraphExec_st graph;
        private final DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair pool;
        private boolean inScope = true;
        private boolean ownsPool;

        Recording() {
            Engine.load();
            graph = new CUgraphExec_st();
            // The presets take a pool's number, two longs, for this pair of vectors, but only by name. One that they
            // return must not be used: they would
            // free it as the pair. An address that is taken is a number that nobody else has.
            LongPointer number = new LongPointer(2);
            number.put(0, number.address()).put(1, 0);
            pool = new DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair(number);
        }

        void record(Runnable computation) {
            Engine.load();
            StreamFilter ours = new StreamFilter() {
                @Override
                public boolean call(Pointer allocating) {
                    return allocating != null
                            && allocating.address() == stream.stream().address();
                }
            };
            torch_cuda.getAllocator().beginAllocateToPool(index, pool, ours);
            ownsPool = true;
            try {
                instantiate(capture(computation));
            } finally {
                torch_cuda.getAllocator().endAllocateToPool(index, pool);
                leaveScope();
            }
        }

        private CUgraph_st capture(Runnable computation) {
            Engine.load();
            // Other threads may go on allocating and copying meanwhile.
            check(
                    cudart.cudaStreamBeginCapture(stream.stream(), cudart.cudaStreamCaptureModeThreadLocal),
                    "cudaStreamBeginCapture");
            CUgraph_st captured = new CUgraph_st();
            boolean complete = false;
            try {
                computation.run();
                complete = true;
            } finally {
                int status = cudart.cudaStreamEndCapture(stream.stream(), captured);
                if (complete) {
                    check(status, "cudaStreamEndCapture");
                }
            }
            return captured;
        }

        private void instantiate(CUgraph_st captured) {
            try {
                check(cudart.cudaGraphInstantiate(graph, captured, 0), "cudaGraphInstantiate");
            } finally {
                cudart.cudaGraphDestroy(captured);
            }
        }

        @Override
        public void repeat() {
            Engine.load();
            try (PointerScope scope = new PointerScope()) {
                check(
                        cudart.cudaGraphLaunch(graph, torch_cuda.getCurrentCUDAStream(index).stream()),
                        "cudaGraphLaunch");
            }
        }

        /** What the computation made stays until this is closed. */
        private void leaveScope() {
            if (inScope) {
                inScope = false;
                tensors.close();
            }
        }

        @Override
        public void close() {
            Engine.load();
            leaveScope();
            device.await();
            if (!graph.isNull()) {
                cudart.cudaGraphExecDestroy(graph);
            }
            tensors.close();
            if (ownsPool) {
                torch_cuda.getAllocator().releasePool(index, pool);
            }
        }
    }
}
