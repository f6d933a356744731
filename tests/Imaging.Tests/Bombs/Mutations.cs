using NetVips;

namespace Engram.Imaging.Tests.Bombs;

/// <summary>Pictures of every format, truncated or randomly changed.</summary>
internal static class Mutations
{
    private const int OfEach = 14;

    public static IEnumerable<HostilePicture> Create(int seed) =>
        from sample in Samples()
        from number in Enumerable.Range(0, OfEach)
        let random = new Random((seed * OfEach) + number)
        select new HostilePicture($"{sample.Name}, mutation {number}", () => Mutate(sample.Create(), random, number));

    private static HostilePicture[] Samples() =>
    [
        new("jpeg", () => Write(picture => picture.JpegsaveBuffer(q: 80))),
        new("progressive jpeg", () => Write(picture => picture.JpegsaveBuffer(q: 80, interlace: true))),
        new("png", () => Write(picture => picture.PngsaveBuffer())),
        new("interlaced png", () => Write(picture => picture.PngsaveBuffer(interlace: true))),
        new("gif", () => Write(picture => picture.GifsaveBuffer())),
        new("webp", () => Write(picture => picture.WebpsaveBuffer(q: 80))),
        new("lossless webp", () => Write(picture => picture.WebpsaveBuffer(lossless: true))),
        new("avif", () => Write(picture => picture.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, effort: 0))),
    ];

    /// <summary>Numbers 0 to 2 are truncated, 3 repeats a part, all others have changed bytes: even ones in the first 200 bytes, odd ones
    /// anywhere.</summary>
    private static byte[] Mutate(byte[] file, Random random, int number)
    {
        if (number < 3)
            return file[..random.Next(1, file.Length)];
        if (number == 3)
            return [.. file[..(file.Length / 2)], .. file[(file.Length / 4)..]];
        var end = number % 2 == 0 ? Math.Min(file.Length, 200) : file.Length;
        for (var i = 0; i < number; i++)
            file[random.Next(4, end)] = (byte)random.Next(256);
        return file;
    }

    /// <summary>A picture of colored rings, 320 x 240.</summary>
    private static byte[] Write(Func<Image, byte[]> save)
    {
        const int width = 320, height = 240;
        var pixels = Enumerable.Range(0, width * height).SelectMany(i =>
        {
            var distance = Math.Sqrt(Math.Pow((i % width) - (width / 2), 2) + Math.Pow((i / width) - (height / 2), 2));
            return (byte[])[(byte)distance, (byte)(i % width), (byte)(255 * Math.Sin(distance))];
        });
        using var picture = Image.NewFromMemory(pixels.ToArray(), width, height, RgbPicture.Channels, Enums.BandFormat.Uchar);
        using var colors = picture.Copy(interpretation: Enums.Interpretation.Srgb);
        return save(colors);
    }
}
