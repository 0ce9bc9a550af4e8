package io.github.biwaa.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes from the examples of protobuf's own description of its encoding, and contents that are written late. */
class ProtobufMessageTest {
    private static String hex(ProtobufMessage message) {
        return HexFormat.of().formatHex(message.toByteArray());
    }

    @Test
    void theExamplesOfTheDescription() {
        assertThat(hex(new ProtobufMessage().number(1, 150))).isEqualTo("089601");
        assertThat(hex(new ProtobufMessage().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new ProtobufMessage().message(3, new ProtobufMessage().number(1, 150))))
                .isEqualTo("1a03089601");
        assertThat(hex(new ProtobufMessage().number(1, -2))).isEqualTo("08feffffffffffffffff01");
        assertThat(hex(new ProtobufMessage().real(20, 1.0f))).isEqualTo("a5010000803f");
    }

    @Test
    void whatIsWrittenLateStandsInItsPlaceAndIsCounted() throws IOException {
        byte[] large = new byte[300];
        large[299] = 7;
        boolean[] written = new boolean[1];
        ProtobufMessage inner = new ProtobufMessage()
                .number(1, 1)
                .bytes(2, large.length, stream -> {
                    written[0] = true;
                    stream.write(large);
                })
                .number(3, 2);
        ProtobufMessage message =
                new ProtobufMessage().number(1, 5).message(2, inner).number(4, 9);
        assertThat(written[0]).isFalse();

        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        message.writeTo(stream);

        assertThat(written[0]).isTrue();
        assertThat(inner.length()).isEqualTo(2 + 3 + 300 + 2);
        assertThat(message.length()).isEqualTo(stream.size());
        assertThat(HexFormat.of().formatHex(stream.toByteArray()))
                .startsWith("0805" + "12b302" + "0801" + "12ac02" + "0000")
                .endsWith("0007" + "1802" + "2009");
    }
}
