package io.github.biwaa.spark;

import io.github.biwaa.model.Model;
import io.github.biwaa.torch.Device;
import java.io.Serializable;

/** Where tasks find a model. */
interface ModelPlace extends Serializable {

    /** @return equal for equal models alone */
    String key();

    /**
     * Loads the model in a task.
     *
     * @throws io.github.biwaa.BiwaaException if this machine cannot read it, or it was damaged
     */
    Model load(Device device);
}
