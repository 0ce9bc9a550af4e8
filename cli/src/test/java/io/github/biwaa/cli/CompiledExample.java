package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** An example of docs/extending.md, compiled as a user would and on this thread's class path until it is closed. */
public final class CompiledExample implements AutoCloseable {
    private static final Path DOCUMENT = Path.of("..", "docs", "extending.md");
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader own;

    private CompiledExample(Path classes) throws IOException {
        own = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(own);
    }

    /**
     * @param example its folder in docs/examples
     * @param source its only source file
     * @param service what it provides
     * @param classes a folder to be made
     */
    public static CompiledExample of(String example, String source, Class<?> service, Path classes) throws IOException {
        Files.createDirectories(classes);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        EXAMPLES.resolve(example).resolve(source).toString());
        assertThat(exit).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        String services = "META-INF/services/" + service.getName();
        Files.createDirectories(classes.resolve(services).getParent());
        Files.copy(EXAMPLES.resolve(example).resolve(services), classes.resolve(services));
        return new CompiledExample(classes);
    }

    /** Asserts that the document shows the files as they are. */
    public static void assertDocumented(String example, String source, Class<?> service, int mostLines)
            throws IOException {
        String code = Files.readString(EXAMPLES.resolve(example).resolve(source));
        String provider = Files.readString(EXAMPLES.resolve(example).resolve("META-INF/services/" + service.getName()));
        assertThat(code.lines()).hasSizeLessThanOrEqualTo(mostLines);
        assertThat(Files.readString(DOCUMENT)).contains(code, service.getName(), "\n    " + provider);
    }

    @Override
    public void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        own.close();
    }
}
