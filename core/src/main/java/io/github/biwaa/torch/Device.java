package io.github.biwaa.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors live and are computed with.
 *
 * @param kind the kind of machine
 * @param index which one of the kind, from 0; 0 but for CUDA
 */
public record Device(Kind kind, int index) {
    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /**
     * No machine: tensors have shapes and no values, whoever asks for a value gets an error, and so does who mixes them with tensors of the CPU.
     * Computations are tried on it that are meant for devices not at hand.
     */
    public static final Device META = new Device(Kind.META, 0);

    /** A kind of machine. */
    public enum Kind {
        CPU(DeviceType.CPU),
        CUDA(DeviceType.CUDA),
        META(DeviceType.Meta);

        private final DeviceType type;

        Kind(DeviceType type) {
            this.type = type;
        }

        /** @return libtorch's name of it */
        DeviceType type() {
            return type;
        }
    }

    /** @throws IllegalArgumentException if there is no such device anywhere */
    public Device {
        if (index < 0 || index > Byte.MAX_VALUE || kind != Kind.CUDA && index > 0) {
            throw new IllegalArgumentException("device " + index + " of " + kind);
        }
    }

    /** @return an NVIDIA GPU, which may or may not be there */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** @return where a tensor lives */
    public static Device of(Tensor tensor) {
        if (tensor.is_cpu()) {
            return CPU;
        }
        return tensor.is_meta() ? META : cuda(Math.max(0, tensor.device().index()));
    }

    /** @return the devices this process can compute on, the CPU first */
    public static List<Device> available() {
        List<Device> devices = new ArrayList<>();
        devices.add(CPU);
        for (int index = 0; index < Engine.cudaDevices(); index++) {
            devices.add(cuda(index));
        }
        return devices;
    }

    /** @return whether this is the processor, whose results are there when an operation returns */
    public boolean isCpu() {
        return kind == Kind.CPU;
    }

    /**
     * The same values on this device. To a GPU they go without waiting: from pinned memory, in turn with its other work.
     *
     * @return in the scope of the caller; the tensor itself if it is here already
     */
    public Tensor upload(Tensor tensor) {
        return upload(tensor, tensor.scalar_type());
    }

    /** {@link #upload(Tensor)}, in another number format. */
    Tensor upload(Tensor tensor, ScalarType format) {
        if (of(tensor).equals(this)) {
            return tensor.to(format);
        }
        Tensor origin = kind == Kind.CUDA && tensor.is_cpu() ? tensor.pin_memory() : tensor;
        return origin.to(torchDevice(), format, kind == Kind.CUDA, false, new MemoryFormatOptional());
    }

    /** @return the values in memory that a GPU copies from without waiting, kept; the tensor itself, handed on, where this is no GPU */
    public Tensor stage(Tensor kept) {
        if (kind != Kind.CUDA) {
            return kept;
        }
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(kept.pin_memory());
        } finally {
            Tensors.release(kept);
        }
    }

    /** Makes it the one GPU that this process opens: memory that GPUs copy from would otherwise be pinned by the first one. */
    void makeCurrent() {
        if (kind == Kind.CUDA) {
            Engine.load();
            try (PointerScope scope = new PointerScope()) {
                torch.getDeviceGuardImpl(kind.type()).setDevice(torchDevice());
            }
        }
    }

    /** Returns when everything that was asked of this device so far is computed; at once on the CPU. */
    public void await() {
        if (kind == Kind.CUDA) {
            try (PointerScope scope = new PointerScope()) {
                // What is read back comes after all that was asked for before it.
                upload(Tensors.zeros(Precision.FLOAT32, 1)).cpu();
            }
        }
    }

    /** @return libtorch's name of this device, in the scope of the caller */
    org.bytedeco.pytorch.Device torchDevice() {
        Engine.load();
        return kind == Kind.CUDA
                ? new org.bytedeco.pytorch.Device(kind.type(), (byte) index)
                : new org.bytedeco.pytorch.Device(kind.type());
    }

    /** @return as in settings: cpu, cuda:0 */
    @Override
    public String toString() {
        return switch (kind) {
            case CPU -> "cpu";
            case CUDA -> "cuda:" + index;
            case META -> "meta";
        };
    }
}
