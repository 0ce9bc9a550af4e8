package io.github.biwaa.report;

import java.util.List;
import java.util.Optional;

/**
 * A training as a page shows it.
 *
 * @param record what its folder says
 * @param evidence what its pictures and networks say; empty on the live page and where they cannot be had
 * @param notes what is missing, and why, for whoever reads the page
 * @param number its place on the page, from 0, which decides its colour
 */
record ReportedTraining(RecordedTraining record, Optional<Evidence> evidence, List<String> notes, int number) {
    private static final int COLOURS = 8;

    /** @return the class of its colour in the style sheet */
    String colour() {
        return "c" + number % COLOURS;
    }

    /** @return its name, escaped, behind a swatch of its colour */
    String label() {
        return "<i class=\"swatch " + colour() + "\"></i>" + Html.escape(record.name());
    }

    /** @return the same training under another name */
    ReportedTraining named(String name) {
        return new ReportedTraining(record.named(name), evidence, notes, number);
    }
}
