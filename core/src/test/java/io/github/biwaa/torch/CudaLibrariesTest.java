package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CudaLibrariesTest {

    @Test
    void whatIsMissingIsNamed() {
        Set<String> here = Set.of("libcublas.so.13", "libcublasLt.so.13", "libcusparse.so.12");
        assertThatThrownBy(() -> CudaLibraries.require(here::contains))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("not found: libcudnn.so.9, libnccl.so.2. Install CUDA 13")
                .hasMessageContaining("build without -Pcuda");
    }

    @Test
    void nothingIsSaidWhereAllAreFound() {
        assertThatCode(() -> CudaLibraries.require(library -> true)).doesNotThrowAnyException();
    }
}
