package io.github.biwaa.settings;

import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.adaptation.Methods;

/**
 * Everything that decides what a training does, complete and checked.
 *
 * @param data where the pictures are
 * @param network the network and what it sees
 * @param method the name of the method
 * @param terms the numbers of its terms
 * @param schedule how long and how fast
 * @param sampling which parts of sampling and ILDA are on
 * @param compute how the machine is used
 */
public record TrainingConfiguration(
        DataSettings data,
        NetworkSettings network,
        String method,
        MethodSettings terms,
        ScheduleSettings schedule,
        SamplingSettings sampling,
        ComputeSettings compute) {

    /** @throws io.github.biwaa.InvalidSettingException if there is no such method */
    public TrainingConfiguration {
        Methods.named(method);
    }

    /** @return how many runs there will be: one where neither the method nor the settings chain them */
    public int runs() {
        return Methods.named(method).chainsRuns() || sampling.chainAnyMethod() ? schedule.runs() : 1;
    }
}
