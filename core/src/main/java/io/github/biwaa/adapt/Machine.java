package io.github.biwaa.adapt;

import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Processor;

/** What a guided adaptation asks the machine for, so that a test can answer in its place. */
interface Machine {
    /** The one that this runs on. */
    Machine THIS = new Machine() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public MachineSpeed speed(BackboneKind kind, int classes, Placement placement) {
            return MachineSpeed.measure(kind, classes, placement);
        }

        @Override
        public boolean hasBfloat16() {
            return Processor.bfloat16Instructions().isPresent();
        }
    };

    /** @return as {@link System#nanoTime} */
    long nanoTime();

    /** @return as {@link MachineSpeed#measure} */
    MachineSpeed speed(BackboneKind kind, int classes, Placement placement);

    /** @return whether its processor may be faster in bfloat16 */
    boolean hasBfloat16();
}
