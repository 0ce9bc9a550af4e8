package io.github.biwaa.weights;

import io.github.biwaa.InvalidSettingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on the Hugging Face hub, {@code hf:owner/name} or {@code hf:owner/name@revision}.
 *
 * @param owner a user or an organisation
 * @param name of the model
 * @param revision a branch, a tag or a commit
 */
public record HubReference(String owner, String name, String revision) {
    private static final String PREFIX = "hf:";
    private static final String MAIN = "main";
    private static final String WORD = "[A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?!\\.))*";
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "(" + WORD + ")/(" + WORD + ")(?:@(" + WORD + "(?:/" + WORD + ")*))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** @return whether a setting means a model on the hub */
    public static boolean isOne(String setting) {
        return setting.startsWith(PREFIX);
    }

    /**
     * Reads a reference.
     *
     * @throws InvalidSettingException if it has another form
     */
    public static HubReference of(String setting) {
        Matcher matcher = FORM.matcher(setting);
        if (!matcher.matches()) {
            throw new InvalidSettingException(
                    "\"" + setting + "\" is not a model of the Hugging Face hub, expected hf:owner/name or"
                            + " hf:owner/name@revision, such as hf:timm/vit_small_patch14_dinov2.lvd142m");
        }
        return new HubReference(matcher.group(1), matcher.group(2), matcher.group(3) == null ? MAIN : matcher.group(3));
    }

    /** @return owner/name */
    public String repository() {
        return owner + "/" + name;
    }

    /** @return whether the revision is a commit, which never changes */
    boolean isPinned() {
        return COMMIT.matcher(revision).matches();
    }

    /** @return the same at another revision */
    HubReference at(String other) {
        return new HubReference(owner, name, other);
    }

    /** @return what {@link #of} reads */
    @Override
    public String toString() {
        return PREFIX + repository() + (revision.equals(MAIN) ? "" : "@" + revision);
    }
}
