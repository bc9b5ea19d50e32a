#!/usr/bin/python3
"""Makes the files beside it with Pillow, and prints the values that tests expect of them."""
from pathlib import Path

import numpy
from PIL import Image

here = Path(__file__).parent


def pattern(height, width, channels):
    y, x, c = numpy.mgrid[:height, :width, :channels]
    return ((37 * y + 11 * x + 71 * c + 5 * ((x * y) % 13)) % 256).astype(numpy.uint8)


def show(name, image):
    print(name, image.size, numpy.asarray(image).flatten().tolist())


grey = Image.fromarray(pattern(2, 3, 1)[:, :, 0])
colour = Image.fromarray(pattern(2, 3, 3))
show("grey", grey)
show("colour", colour)

with_alpha = colour.copy()
with_alpha.putalpha(Image.fromarray(pattern(2, 3, 1)[:, :, 0]))
with_alpha.save(here / "alpha.png")
grey_alpha = grey.copy()
grey_alpha.putalpha(128)
grey_alpha.save(here / "grey_alpha.png")
colour.quantize(4).save(here / "palette.png")
show("palette", Image.open(here / "palette.png").convert("RGB"))
grey.point(lambda value: 255 * (value > 40)).convert("1").save(here / "bilevel.png")
show("bilevel", Image.open(here / "bilevel.png").convert("L"))

exif = Image.Exif()
exif[0x0112] = 6  # orientation: turned by 90 degrees
larger = Image.fromarray(pattern(12, 20, 3))
larger.save(here / "turned.jpg", quality=90, exif=exif)
decoded = numpy.asarray(Image.open(here / "turned.jpg").convert("RGB"))
print("turned", decoded.shape, decoded[0, :4].tolist(), decoded[11, 16:].tolist(), int(decoded.sum()))
larger.convert("CMYK").save(here / "cmyk.jpg", quality=90)
larger.convert("L").save(here / "grey.jpg", quality=90)
decoded = numpy.asarray(Image.open(here / "grey.jpg"))
print("grey.jpg", decoded.shape, decoded[0, :4].tolist(), int(decoded.sum()))

Image.fromarray(pattern(2, 3, 1)[:, :, 0].astype(numpy.float32)).save(here / "float.tif")

source = pattern(7, 10, 3)
for size in ((4, 3), (10, 3), (4, 7)):
    show(f"resize to {size[0]}x{size[1]}", Image.fromarray(source).resize(size, Image.BILINEAR))
show("grey resize to 3x2", Image.fromarray(source[:, :, 0]).resize((3, 2), Image.BILINEAR))
deep = Image.fromarray((source[:, :, 0].astype(numpy.float32) * 257.0) / 65535.0)
print("float", [f"{value:.8f}" for value in numpy.asarray(deep.resize((3, 2), Image.BILINEAR)).flatten()])
for height, width, side in ((7, 10, 13), (300, 300, 224)):
    resized = Image.fromarray(pattern(height, width, 3)).resize((side, side), Image.BILINEAR)
    values = numpy.asarray(resized).astype(numpy.int64).flatten()
    print(f"{height}x{width} to {side}", int(values.sum()), int((values * numpy.arange(values.size) % 1009).sum()))
