/** Drawn pictures of ten objects in two styles, for trying things out. */
module io.github.biwaa.demo {
    requires static org.jspecify;
    requires transitive io.github.biwaa.core;

    exports io.github.biwaa.demo;
    exports io.github.biwaa.demo.drawing;
}
