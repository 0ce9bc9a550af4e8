"""Pictures of further kinds, and what Pillow's convert("RGB") makes of them: python make_pictures.py, in this folder."""
import io, json, pathlib, struct
from PIL import Image, ImageCms, ImageOps

out = pathlib.Path(__file__).parent
base = Image.open(out / ".." / "pictures" / "colour.png").convert("RGB")
files = {}


def save(name, image, **settings):
    buffer = io.BytesIO()
    image.save(buffer, format={"tif": "TIFF", "ico": "ICO", "webp": "WEBP", "bmp": "BMP"}[name.split(".")[-1]], **settings)
    files[name] = buffer.getvalue()


for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
    save(f"colour-{compression}.tif", base, compression=compression)
save("grey.tif", base.convert("L"))
save("bilevel.tif", base.convert("1"))
save("group4.tif", base.convert("1"), compression="group4")
save("palette.tif", base.quantize(16))
save("cmyk.tif", base.convert("CMYK"))
alpha = base.convert("RGBA")
alpha.putalpha(base.convert("L"))
save("alpha.tif", alpha)
save("profile.tif", base, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
save("turned-o6.tif", base, tiffinfo={274: 6})
# White is zero.
grey = base.convert("L")
save("inverted.tif", ImageOps.invert(grey), tiffinfo={262: 0})
# 16 bits per channel, both orders of bytes, without compression.
width, height = base.size
for name, order in (("colour16-little.tif", "<"), ("colour16-big.tif", ">")):
    values = b"".join(struct.pack(order + "H", v * 256 + (v * 7) % 256) for v in base.tobytes())
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, None), (259, 3, 1, 1), (262, 3, 1, 2),
               (273, 4, 1, None), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, len(values))]
    end = 8 + 2 + 12 * len(entries) + 4
    body = struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        value = end if tag == 258 else end + 6 if tag == 273 else value
        short = kind == 3 and count == 1
        body += struct.pack(order + "HHI", tag, kind, count) + struct.pack(order + ("HH" if short else "I"), *((value, 0) if short else (value,)))
    body += struct.pack(order + "I", 0) + struct.pack(order + "HHH", 16, 16, 16) + values
    files[name] = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + body
square = base.resize((48, 48))
save("png.ico", square, sizes=[(16, 16), (48, 48)])
save("bmp.ico", square, sizes=[(16, 16), (32, 32)], bitmap_format="bmp")
# Alpha that is the same everywhere, as cut-outs have it, in lossy files and others.
for value in (0, 128, 255):
    flat = base.convert("RGBA")
    flat.putalpha(value)
    save(f"flat{value}-lossless.webp", flat, lossless=True, exact=True)
    # Grey: the decoder does not interpolate colours as libwebp does.
    flat = base.convert("L").convert("RGBA")
    flat.putalpha(value)
    save(f"flat{value}-lossy.webp", flat, quality=95, exact=True)
half = base.resize((base.width * 2, base.height * 2)).convert("RGBA")
half.putalpha(Image.new("L", half.size, 255))
half.paste((0, 0, 0, 0), (0, 0, half.width // 2, half.height // 2))
save("half-lossless.webp", half, lossless=True, exact=True)

arrays, header, data = {}, {"__metadata__": {"pillow": __import__("PIL").__version__}}, b""
for name, content in sorted(files.items()):
    (out / name).write_bytes(content)
    pixels = Image.open(io.BytesIO(content)).convert("RGB")
    array = pixels.tobytes()
    header[name] = {"dtype": "U8", "shape": [pixels.height, pixels.width, 3], "data_offsets": [len(data), len(data) + len(array)]}
    data += array
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(out / ".." / "pictures-more.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
