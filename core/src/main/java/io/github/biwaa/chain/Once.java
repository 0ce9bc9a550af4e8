package io.github.biwaa.chain;

/** A single run. */
final class Once implements Chain {
    @Override
    public String id() {
        return "once";
    }

    @Override
    public String description() {
        return "a single run";
    }

    @Override
    public int runs(int chosen) {
        return 1;
    }

    @Override
    public RunPlan plan(Planning planning) {
        return planning.plain();
    }
}
