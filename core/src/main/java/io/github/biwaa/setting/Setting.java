package io.github.biwaa.setting;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.InvalidSettingException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A setting, declared once: its key in config.yaml, which is also its flag on the command line; type, range and default; help; what it applies to, and
 * whether it decides results. YAML, flags, messages and documentation follow from this.
 *
 * <pre>{@code
 * static final Setting<Double> PRIOR_DECAY = Setting.number("prior-decay")
 *         .group(SettingGroup.SCHEDULE)
 *         .help("How much an older run counts against the next newer one, 0 to 1")
 *         .range(new Range<>(decay -> decay >= 0 && decay <= 1, "a number from 0 to 1"))
 *         .defaultsTo(0.8);
 * }</pre>
 *
 * <p>Settings are equal if their keys are.
 */
public final class Setting<T> {
    private final String key;
    private final ValueType<T> type;
    private final SettingGroup group;
    private final String label;
    private final String help;
    private final List<String> otherNames;
    private final @Nullable Range<T> range;
    private final @Nullable BiConsumer<T, SettingValues> consistency;
    private final Optional<SampleKind> only;
    private final boolean free;
    private final Optional<T> before;
    private final @Nullable String formerKey;
    private final @Nullable Function<Map<String, ?>, T> former;
    private final Optional<T> constant;
    private final Function<Known, Optional<T>> defaultValue;
    private final String defaultWords;

    private Setting(Builder<T> builder, Function<Known, Optional<T>> defaultValue, String defaultWords) {
        this.constant = Optional.ofNullable(builder.constant);
        this.key = builder.key;
        this.type = builder.type;
        this.group = builder.group;
        this.label = requireNonNull(builder.label);
        this.help = requireNonNull(builder.help);
        this.otherNames = builder.otherNames;
        this.range = builder.range;
        this.consistency = builder.consistency;
        this.only = Optional.ofNullable(builder.only);
        this.free = builder.free;
        this.before = Optional.ofNullable(builder.before);
        this.formerKey = builder.formerKey;
        this.former = builder.former;
        this.defaultValue = defaultValue;
        this.defaultWords = defaultWords;
    }

    /** @return a setting that is a whole number */
    public static Builder<Integer> whole(String key) {
        return of(key, ValueType.WHOLE);
    }

    /** @return a setting that is a number */
    public static Builder<Double> number(String key) {
        return of(key, ValueType.NUMBER);
    }

    /** @return a setting that is on or off */
    public static Builder<Boolean> onOff(String key) {
        return of(key, ValueType.SWITCH);
    }

    /** @return a setting that names a file or folder */
    public static Builder<Path> path(String key) {
        return of(key, ValueType.PATH);
    }

    /**
     * A setting of any type.
     *
     * @throws IllegalArgumentException if the key is not of lower-case letters, digits and hyphens
     */
    public static <T> Builder<T> of(String key, ValueType<T> type) {
        return new Builder<>(key, type);
    }

    /** @return its name in config.yaml; with two hyphens before it, its flag */
    public String key() {
        return key;
    }

    /** @return how its values are read and written */
    public ValueType<T> type() {
        return type;
    }

    /** @return what it is about */
    public SettingGroup group() {
        return group;
    }

    /** @return what stands for a value in help */
    public String label() {
        return label;
    }

    /** @return one line that says what it does, without a full stop and without the default */
    public String help() {
        return help;
    }

    /** @return names that other programs have for it */
    public List<String> otherNames() {
        return otherNames;
    }

    /** @return whether it says anything about samples of that kind */
    public boolean appliesTo(SampleKind kind) {
        return only.map(kind::equals).orElse(true);
    }

    /** @return whether it decides no result, or only its last digits, so that a training may be resumed with another value */
    public boolean free() {
        return free;
    }

    /** @return what versions did that did not have the setting; empty if it cannot be compared with theirs */
    public Optional<T> before() {
        return before;
    }

    /** @return the key of the switch that earlier versions had in its place; null if there was none */
    public @Nullable String formerKey() {
        return formerKey;
    }

    /**
     * Its text among those of a file or a command line, which may be an earlier version's.
     *
     * @param texts by key
     * @return empty if they do not say anything about it
     * @throws InvalidSettingException if the former switch is on and means something else than what its own key says
     */
    public Optional<String> textIn(Map<String, ?> texts) {
        Optional<String> own = Optional.ofNullable(texts.get(key)).map(String::valueOf);
        boolean switched = formerKey != null && texts.containsKey(formerKey);
        if (!switched || own.isPresent() && "false".equals(String.valueOf(texts.get(formerKey)))) {
            return own;
        }
        String then = String.valueOf(write(requireNonNull(former).apply(texts)));
        if (own.isPresent() && !own.get().equals(then)) {
            throw new InvalidSettingException(key + ": " + own.get() + ", but " + formerKey + ": "
                    + texts.get(formerKey) + " means " + then + "; expected one of them");
        }
        return Optional.of(then);
    }

    /** @return the default if it is always the same; empty if it follows from something, or there is none */
    public Optional<T> constantDefault() {
        return constant;
    }

    /**
     * The value it has if none is chosen.
     *
     * @return empty if it then has none
     * @throws java.util.NoSuchElementException if it follows from data that are not read
     */
    public Optional<T> defaultValue(Known known) {
        return defaultValue.apply(known);
    }

    /** @return the default for people; empty if it is not worth words */
    public String defaultWords() {
        return defaultWords;
    }

    /**
     * Reads a value.
     *
     * @throws InvalidSettingException if it is none, or out of its range
     */
    public T parse(String text) {
        try {
            T value = type.parser().apply(text);
            check(value);
            return value;
        } catch (IllegalArgumentException e) {
            String range = this.range == null ? "" : this.range.words();
            throw invalid(
                    text,
                    range.startsWith(type.words()) ? range : type.words() + (range.isEmpty() ? "" : ", " + range));
        }
    }

    /** @return a value as config.yaml holds it: a text, a number or a truth value */
    public Object write(T value) {
        return type.printer().apply(value);
    }

    /** @return whether a text says a value, however it is written: 1 and 1.0 are the same to whoever edits a file */
    boolean isWritten(T value, String text) {
        if (String.valueOf(write(value)).equals(text)) {
            return true;
        }
        try {
            return write(type.parser().apply(text)).equals(write(value));
        } catch (IllegalArgumentException | InvalidSettingException e) {
            return false;
        }
    }

    /** @throws InvalidSettingException if a value is out of its range */
    public void check(T value) {
        if (range != null && !range.contains().test(value)) {
            throw invalid(value, range.words());
        }
    }

    /**
     * Checks a value against those of other settings.
     *
     * @throws InvalidSettingException if they contradict each other
     */
    public void check(SettingValues all) {
        BiConsumer<T, SettingValues> others = consistency;
        if (others != null) {
            all.find(this).ifPresent(value -> others.accept(value, all));
        }
    }

    private InvalidSettingException invalid(Object value, String expected) {
        return new InvalidSettingException(key + ": " + value + ", expected " + expected);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Setting<?> setting && setting.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }

    /** Declares a setting; its default comes last. */
    public static final class Builder<T> {
        private final String key;
        private final ValueType<T> type;
        private SettingGroup group = SettingGroup.METHOD;
        private @Nullable String label;
        private @Nullable String help;
        private List<String> otherNames = List.of();
        private @Nullable Range<T> range;
        private @Nullable BiConsumer<T, SettingValues> consistency;
        private @Nullable SampleKind only;
        private boolean free;
        private @Nullable T before;
        private @Nullable String formerKey;
        private @Nullable Function<Map<String, ?>, T> former;
        private @Nullable T constant;

        private Builder(String key, ValueType<T> type) {
            if (!key.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
                throw new IllegalArgumentException("a setting called " + key);
            }
            this.key = key;
            this.type = type;
            this.label = type.label();
        }

        /** What it is about, if not the method. */
        public Builder<T> group(SettingGroup about) {
            group = about;
            return this;
        }

        /** What stands for a value in help, if not what the type has. */
        public Builder<T> label(String forValue) {
            label = forValue;
            return this;
        }

        /** One line that says what it does, without a full stop and without the default. */
        public Builder<T> help(String line) {
            help = line;
            return this;
        }

        /** Names that other programs have for it, so that messages can point to this one. */
        public Builder<T> alsoKnownAs(String... names) {
            otherNames = List.of(names);
            return this;
        }

        /** The values it may have. */
        public Builder<T> range(Range<T> allowed) {
            range = allowed;
            return this;
        }

        /** Checks a value against the other settings, all of which have theirs; throws {@link InvalidSettingException}. */
        public Builder<T> consistent(BiConsumer<T, SettingValues> check) {
            consistency = check;
            return this;
        }

        /** The only samples it says anything about; for others it has no value and is refused. */
        public Builder<T> only(SampleKind kind) {
            only = kind;
            return this;
        }

        /** It decides no result, or only its last digits. */
        public Builder<T> free() {
            free = true;
            return this;
        }

        /** What versions did that did not have the setting. */
        public Builder<T> before(T value) {
            before = value;
            return this;
        }

        /**
         * A switch that earlier versions had in its place, still read in files and accepted as a flag.
         *
         * @param earlierKey of the switch
         * @param value what texts by key mean that have the switch
         */
        public Builder<T> formerly(String earlierKey, Function<Map<String, ?>, T> value) {
            formerKey = earlierKey;
            former = value;
            return this;
        }

        /** Has no value unless one is chosen. */
        public Setting<T> optional() {
            return optional("");
        }

        /** Has no value unless one is chosen; the words say what is done then. */
        public Setting<T> optional(String words) {
            return build(known -> Optional.empty(), words);
        }

        /** Always has the same default. */
        public Setting<T> defaultsTo(T value) {
            return defaultsTo(value, words(value));
        }

        /** Always has the same default, which words say better than its value. */
        public Setting<T> defaultsTo(T value, String words) {
            constant = value;
            return build(known -> Optional.of(value), words);
        }

        /** Has a default that follows from other settings or from data. */
        public Setting<T> follows(String words, Function<Known, T> from) {
            return build(known -> Optional.of(from.apply(known)), words);
        }

        /** Has a default that follows from other settings or from data, or else is settled when the training begins. */
        public Setting<T> mayFollow(String words, Function<Known, Optional<T>> from) {
            return build(from, words);
        }

        private String words(T value) {
            if (value instanceof Boolean on) {
                return on ? "yes" : "";
            }
            return value instanceof Double number
                    ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                    : type.printer().apply(value).toString();
        }

        private Setting<T> build(Function<Known, Optional<T>> defaultValue, String words) {
            if (help == null || help.endsWith(".")) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "%s: expected one line of help without a full stop", key));
            }
            return new Setting<>(this, defaultValue, words);
        }
    }
}
