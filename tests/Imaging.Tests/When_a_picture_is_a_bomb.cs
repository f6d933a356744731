using System.Diagnostics;

namespace Engram.Imaging.Tests;

/// <summary>Limits of the picture decoder on pixels and memory.</summary>
public class When_a_picture_is_a_bomb
{
    [Fact]
    public void Should_refuse_a_header_without_pixels() =>
        Assert.Equal(PictureRejections.TooManyPixels, Decoding.Refuse(PngWriter.WriteHeaderOnly(30_000, 30_000)).Code);

    [Fact]
    public void Should_refuse_it_by_its_header_without_taking_memory_for_its_pixels()
    {
        var bomb = PngWriter.WriteBomb(12_000, 12_000);
        Decoding.Refuse(PngWriter.WriteHeaderOnly(30_000, 30_000));
        var before = PeakResidentBytes();
        for (var i = 0; i < 20; i++)
            Assert.Equal(PictureRejections.TooManyPixels, Decoding.Refuse(bomb).Code);
        const long pixels = 12_000L * 12_000 * 3;
        // The kernel counts in batches a thread, so its peak may even fall by some pages.
        Assert.InRange(PeakResidentBytes(), 0, before + (pixels / 4));
    }

    private static long PeakResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        return process.PeakWorkingSet64;
    }
}
