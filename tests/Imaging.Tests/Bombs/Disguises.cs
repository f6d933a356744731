using System.Text;

namespace Engram.Imaging.Tests.Bombs;

/// <summary>Files that are not a supported picture, or that are a picture and something else at once.</summary>
internal static class Disguises
{
    public static IEnumerable<HostilePicture> All() =>
    [
        Text("a page", "<!DOCTYPE html><html><script>alert(1)</script></html>"),
        Text("an SVG with a script", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        Text("an SVG of nested entities", "<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><svg>&b;</svg>"),
        Text("a PDF", "%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"),
        Text("PostScript", "%!PS-Adobe-3.0\n(/etc/passwd) (r) file"),
        Text("commands of a picture program",
            "push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://127.0.0.1/'\npop graphic-context"),
        Text("a portable pixmap", "P6 100000 100000 255\n"),
        Text("a film", "\0\0\0\x18" + "ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat"),
        Text("a HEIC", "\0\0\0\x18" + "ftypheic\0\0\0\0mif1heic"),
        Text("a sound", "RIFF\x24\0\0\0WAVEfmt "),
        Text("an archive", "PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaa"),
        Text("a JPEG XL", "\0\0\0\x0CJXL \r\n\x87\n"),
        Text("a TIFF whose directories go round", "MM\0*\0\0\0\x08\0\0\0\0\0\x08"),
        Text("a TIFF of giant strips",
            "II*\0\x08\0\0\0\x02\0\0\x01\x04\0\x01\0\0\0\xFF\xFF\xFF\x7F\x01\x01\x04\0\x01\0\0\0\xFF\xFF\xFF\x7F\0\0\0\0"),
        Text("a BMP of giant sides", "BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x7F\x01\0\x18\0"),
        Text("a JPEG that is a page", "\xFF\xD8\xFF\xFE\0\x20<script>alert(1)</script>      \xFF\xD9"),
        new("zeros", () => new byte[1 << 20]),
        new("noise", () => Noise(1 << 20)),
        new("noise behind the start of a JPEG", () => [0xFF, 0xD8, 0xFF, .. Noise(1 << 20)]),
        new("noise behind the start of a PNG", () => [0x89, .. "PNG\r\n\x1A\n"u8, .. Noise(1 << 20)]),
        new("noise behind the start of a GIF", () => [.. "GIF89a"u8, .. Noise(1 << 20)]),
        new("noise behind the start of a WebP", () => [.. "RIFF\0\0\x10\0WEBPVP8 "u8, .. Noise(1 << 20)]),
        new("noise behind the start of an AVIF", () => [0, 0, 0, 24, .. "ftypavif\0\0\0\0avifmif1"u8, .. Noise(1 << 20)]),
    ];

    private static HostilePicture Text(string name, string content) => new(name, () => Encoding.Latin1.GetBytes(content));

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
