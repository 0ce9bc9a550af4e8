package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.DeviceChoice;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * What Spark gives a task of its machine.
 *
 * @param threads to compute on: spark.task.cpus
 * @param device the first GPU of the task, if it has any; else the processor
 */
record TaskShare(int threads, Device device) {
    private static final String GPU = "gpu";

    /** @throws BiwaaException if the task has a GPU that cannot be used */
    static TaskShare of(TaskContext task) {
        return new TaskShare(task.cpus(), choice(task.resourcesJMap()).resolve());
    }

    static DeviceChoice choice(Map<String, ResourceInformation> resources) {
        ResourceInformation gpu = resources.get(GPU);
        if (gpu == null || gpu.addresses().length == 0) {
            return DeviceChoice.CPU;
        }
        String address = gpu.addresses()[0];
        if (!address.matches("[0-9]{1,2}")) {
            throw new BiwaaException("Spark names a GPU of this task \"" + address
                    + "\". Expected a number from 0, as nvidia-smi counts them; see the discovery script of"
                    + " spark.executor.resource.gpu.");
        }
        return new DeviceChoice("cuda:" + address);
    }
}
