package io.github.biwaa.samples;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Something of both domains.
 *
 * @param source of the labelled domain
 * @param target of the other, whose labels, if it has any, are used for reporting alone
 */
public record Domains<T>(T source, T target) implements AutoCloseable {

    /** @return what a function makes of each, the source first; if it fails on the target, what it made of the source is closed */
    public <R> Domains<R> map(Function<? super T, ? extends R> function) {
        return map(this, (one, same) -> function.apply(one));
    }

    /** {@link #map(Function)} with something else of each domain. */
    public <U, R> Domains<R> map(Domains<U> others, BiFunction<? super T, ? super U, ? extends R> function) {
        R mapped = function.apply(source, others.source());
        try {
            return new Domains<>(mapped, function.apply(target, others.target()));
        } catch (RuntimeException | Error failure) {
            close(mapped);
            throw failure;
        }
    }

    /** Closes both, if they can be closed. */
    @Override
    public void close() {
        close(source);
        close(target);
    }

    private static void close(Object one) {
        if (one instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
