"""Makes the small pictures of this folder; ../pictures.safetensors, what Pillow (12.3.0) makes of each by convert('RGB'), U8 [h, w, 3];
and ../resized.safetensors, colour.png in other sizes.

Names ending in -oN carry EXIF orientation N; their arrays are taken after ImageOps.exif_transpose.
"""
import io, json, random, re, struct, sys, zlib
from pathlib import Path
from PIL import Image, ImageCms, ImageOps

out = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
W, H = 20, 13
rng = random.Random(1)
base = Image.new("RGB", (W, H))
for y in range(H):
    for x in range(W):
        base.putpixel((x, y), (x * 255 // W, y * 255 // H, (x * 31 + y * 57 + rng.randrange(40)) % 256))
files = {}


def save(name, image, fmt, **options):
    buffer = io.BytesIO()
    image.save(buffer, fmt, **options)
    files[name] = buffer.getvalue()


def segment(marker, payload):
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def exif(orientation):
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def without_app0(jpeg):
    return jpeg[:2] + jpeg[4 + struct.unpack(">H", jpeg[4:6])[0]:]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows, *chunks):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + chunk(b"IEND", b"")


# A profile far from sRGB: applying it would change every value.
srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
tags = struct.unpack(">I", srgb[128:132])[0]
places = {}
for tag in range(tags):
    name, offset, size = struct.unpack(">4sII", srgb[132 + 12 * tag:144 + 12 * tag])
    places[name] = 132 + 12 * tag
# Red and blue primaries exchanged.
red, blue = srgb[places[b"rXYZ"] + 4:places[b"rXYZ"] + 12], srgb[places[b"bXYZ"] + 4:places[b"bXYZ"] + 12]
srgb[places[b"rXYZ"] + 4:places[b"rXYZ"] + 12] = blue
srgb[places[b"bXYZ"] + 4:places[b"bXYZ"] + 12] = red
swapped = bytes(srgb)

save("colour.jpg", base, "JPEG", quality=92)
save("progressive.jpg", base, "JPEG", quality=92, progressive=True)
save("full444.jpg", base, "JPEG", quality=92, subsampling=0)
files["full444-no-marker.jpg"] = without_app0(files["full444.jpg"])
save("rgb.jpg", base, "JPEG", quality=92, keep_rgb=True, subsampling=0)
save("grey.jpg", base.convert("L"), "JPEG", quality=92)
save("profile.jpg", base, "JPEG", quality=92, icc_profile=swapped)
save("cmyk.jpg", base.convert("CMYK"), "JPEG", quality=92)
cmyk = bytearray(files["cmyk.jpg"])
cmyk[cmyk.index(b"Adobe") + 11] = 2
files["ycck.jpg"] = bytes(cmyk)
plain = bytearray(files["cmyk.jpg"])
at = plain.index(b"Adobe") - 4
files["cmyk-no-marker.jpg"] = bytes(plain[:at] + plain[at + 16:])
jpeg = files["colour.jpg"]
broken = segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f") + segment(0xE2, b"ICC_PROFILE\0\1\1garbage") + segment(0xED, b"Photoshop")
files["broken-header.jpg"] = jpeg[:2] + broken + jpeg[2:20] + b"stray" + jpeg[20:]
files["no-end.jpg"] = jpeg[:-2]
for orientation in range(1, 9):
    files[f"turned-o{orientation}.jpg"] = jpeg[:2] + segment(0xE1, b"Exif\0\0" + exif(orientation)) + jpeg[2:]

save("colour.png", base, "PNG")
save("profile.png", base, "PNG", icc_profile=swapped)
save("palette.png", base.quantize(16), "PNG", transparency=3)
save("alpha.png", Image.merge("RGBA", [*base.split(), base.getchannel(2)]), "PNG")
save("grey.png", base.convert("L"), "PNG")
save("grey-alpha.png", Image.merge("LA", [base.convert("L"), base.getchannel(0)]), "PNG")
save("bilevel.png", base.convert("1"), "PNG")
save("turned-o6.png", base, "PNG", exif=b"Exif\0\0" + exif(6))
files["grey2.png"] = png(8, 3, 2, 0, [bytes([0b00011011, 0b11100100])] * 3)
files["grey4.png"] = png(8, 3, 4, 0, [bytes([0x01, 0x7F, 0xA5, 0x3C])] * 3)
files["grey-transparent.png"] = png(4, 2, 8, 0, [bytes([0, 9, 128, 255])] * 2, chunk(b"tRNS", b"\0\x09"), chunk(b"gAMA", struct.pack(">I", 100000)))
files["colour16.png"] = png(2, 2, 16, 2, [struct.pack(">6H", 0, 65535, 255, 256, 32768, 40000)] * 2)

frame = base.quantize(8)
second = base.transpose(Image.Transpose.ROTATE_180).quantize(8)
save("animated.gif", frame, "GIF", save_all=True, append_images=[second], duration=100)
gif = files["animated.gif"]
save("still.gif", frame, "GIF")
still = bytearray(files["still.gif"])
# The same frame at (3, 2) of a larger screen.
still[6:10] = struct.pack("<HH", W + 7, H + 5)
at = still.index(b"\x2c" + struct.pack("<HHHH", 0, 0, W, H))
still[at + 1:at + 5] = struct.pack("<HH", 3, 2)
files["offset.gif"] = bytes(still)

save("colour.bmp", base, "BMP")
save("palette.bmp", base.quantize(16), "BMP")
save("bilevel.bmp", base.convert("1"), "BMP")
save("alpha.bmp", Image.merge("RGBA", [*base.split(), base.getchannel(2)]), "BMP")
rows = b"".join(struct.pack("<HH", 0xF800 | 5 << 5 | 9, 0x07E0 | 17) for _ in range(2))
files["colour565.bmp"] = b"BM" + struct.pack("<IHHIIiiHHIIiiIIIII", 66 + len(rows), 0, 0, 66, 40, 2, -2, 1, 16, 3, len(rows), 0, 0, 0, 0, 0xF800, 0x07E0, 0x1F) + rows

save("lossless.webp", base, "WEBP", lossless=True)
save("lossless-profile-o8.webp", base, "WEBP", lossless=True, icc_profile=swapped, exif=b"Exif\0\0" + exif(8))
save("alpha.webp", Image.merge("RGBA", [*base.split(), base.getchannel(0)]), "WEBP", lossless=True, exact=True)
# One hue, since TwelveMonkeys does not interpolate between the coarser colour samples of lossy WebP as libwebp does.
smooth = Image.new("RGB", (48, 32))
smooth.putdata([(40 + 2 * x + y, 60 + 2 * x + y, 100 + 2 * x + y) for y in range(32) for x in range(48)])
save("lossy.webp", smooth, "WEBP", quality=90)



def write_arrays(path, arrays):
    header, data = {"__metadata__": {"pillow": Image.__version__}}, b""
    for name, pixels in arrays.items():
        array = pixels.tobytes()
        shape = [pixels.height, pixels.width, len(pixels.getbands())]
        header[name] = {"dtype": "U8", "shape": shape, "data_offsets": [len(data), len(data) + len(array)]}
        data += array
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


arrays = {}
for name, content in files.items():
    (out / name).write_bytes(content)
    # Pillow refuses a file that lacks nothing but its end marker; we take it as it is.
    image = Image.open(io.BytesIO(jpeg if name == "no-end.jpg" else content))
    if re.search(r"-o\d", name):
        image = ImageOps.exif_transpose(image)
    arrays[name] = image.convert("RGB")
write_arrays(out / ".." / "pictures.safetensors", arrays)

# colour.png in other sizes: "<filter>-<mode>-<width>x<height>".
resized = {}
for width, height in [(1, 1), (7, 40), (100, 3), (20, 5), (31, 13)]:
    for filter in (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC):
        for mode in ("RGB", "L"):
            resized[f"{filter.name}-{mode}-{width}x{height}"] = base.convert(mode).resize((width, height), filter)
write_arrays(out / ".." / "resized.safetensors", resized)
