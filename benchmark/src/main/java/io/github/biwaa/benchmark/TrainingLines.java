package io.github.biwaa.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.run.PlanReport;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.run.TaskReport;
import io.github.biwaa.training.TrainingListener;

/**
 * Understands the lines of JSON that {@code biwaa train --json} writes.
 *
 * @param listener is told what they say
 */
public record TrainingLines(TrainingListener listener) {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** One line; what is no line of a training is passed over, for a library may have written to standard output. */
    public void tell(String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            if (node.has("iteration")) {
                listener.stepLogged(MAPPER.treeToValue(node, StepReport.class));
            } else if (node.has("phases")) {
                listener.planned(MAPPER.treeToValue(node, PlanReport.class).phases());
            } else if (node.has("task")) {
                TaskReport task = MAPPER.treeToValue(node, TaskReport.class);
                listener.advanced(task.task(), task.done(), task.total());
            } else if (node.has("run")) {
                listener.runFinished(MAPPER.treeToValue(node, RunSummary.class));
            }
        } catch (JsonProcessingException e) {
            // Not a training's.
        }
    }
}
