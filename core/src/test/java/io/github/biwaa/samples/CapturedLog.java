package io.github.biwaa.samples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Collects what one class logs instead of printing it, until closed. */
public final class CapturedLog implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    public CapturedLog(Class<?> owner) {
        logger = (Logger) LoggerFactory.getLogger(owner);
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
        logger.setLevel(Level.ALL);
    }

    /** @return the messages of a level so far */
    public List<String> messages(Level level) {
        return events.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        // Null: the level of its parent again.
        logger.setLevel(null);
    }
}
