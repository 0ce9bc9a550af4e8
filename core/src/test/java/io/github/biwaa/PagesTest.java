package io.github.biwaa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the documentation as a whole: links lead somewhere, every page is listed, and prose has short lines. */
class PagesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final int LONGEST_LINE = 120;

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher links = LINK.matcher(withoutCode(page));
            while (links.find()) {
                String link = links.group(1);
                if (!link.contains("://") && !leadsSomewhere(page, link)) {
                    dead.add(ROOT.relativize(page) + ": " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyPageIsListed() throws IOException {
        String list = Files.readString(DOCS.resolve("README.md"));
        try (Stream<Path> pages = Files.list(DOCS)) {
            assertThat(pages.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(list).contains("(" + name + ")"));
        }
    }

    @Test
    void proseIsWrapped() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path page : pages()) {
            for (String line : withoutCode(page).lines().toList()) {
                // Tables, pictures, headings and indented code cannot be wrapped, nor can a single long link.
                boolean prose =
                        !line.matches("(\\s*[|<#!\\[]|    ).*") && line.strip().contains(" ");
                if (prose && line.length() > LONGEST_LINE) {
                    tooLong.add(ROOT.relativize(page) + ": " + line.substring(0, 60) + "...");
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(ROOT, DOCS, DOCS.resolve("decisions"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        assertThat(pages).hasSizeGreaterThan(20);
        return pages;
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || anchors(target).contains(link.substring(hash + 1));
    }

    /** GitHub's anchors of the headings of a page: a heading that comes again gets a number. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (String line : withoutCode(page).lines().toList()) {
            if (line.startsWith("#")) {
                String anchor = line.replaceFirst("^#+\\s+", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                String name = anchor;
                for (int again = 1; !anchors.add(name); again++) {
                    name = anchor + "-" + again;
                }
            }
        }
        return anchors;
    }

    private static String withoutCode(Path page) throws IOException {
        return Files.readString(page).replaceAll("(?ms)^\\s*```.*?^\\s*```\\s*?$", "");
    }
}
