using System.Diagnostics;
using System.Globalization;
using Engram.Imaging.Tests.Bombs;

namespace Engram.Imaging.Tests;

/// <summary>Runs the decoder, with the settings of the two picture readers, on every hostile picture.</summary>
[Collection(nameof(OneAfterTheOther))]
public class When_pictures_are_hostile
{
    private const int Seed = 20261130;
    private const long MostBytes = 300_000_000;
    private const long PixelsToRead = 8_000_000;
    private const int SideToLookAt = 300;

    private readonly record struct Cost(string Name, string Outcome, TimeSpan ProcessorTime, long Bytes);

    [Fact]
    public void Should_read_or_reject_each_in_bounded_memory()
    {
        var pictures = HostilePictures.Create(Seed).ToList();
        Assert.True(pictures.Count >= 200);
        var costs = pictures.SelectMany(Decode).ToList();
        var output = TestContext.Current.TestOutputHelper;
        foreach (var (name, outcome, time, bytes) in costs.OrderByDescending(cost => cost.ProcessorTime))
            output?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s {bytes >> 20} MB {name}: {outcome}"));
        Assert.All(costs, cost => Assert.True(cost.Bytes < MostBytes, $"{cost} took too much memory."));
        // The test needs both outcomes: a corpus that is all rejected or all read proves nothing.
        Assert.InRange(costs.Count(cost => cost.Outcome == "read"), costs.Count / 5, costs.Count * 4 / 5);
    }

    private static IEnumerable<Cost> Decode(HostilePicture picture)
    {
        var file = picture.Create();
        yield return Measure($"{picture.Name}, to read", () => Decoding.Default.DecodeForReading(file, PixelsToRead));
        yield return Measure($"{picture.Name}, to look at", () => Decoding.Default.DecodeToSize(file, SideToLookAt, SideToLookAt));
    }

    private static Cost Measure(string name, Func<RgbPicture> decode)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        ResetPeak();
        var (before, began) = (ReadStatus("VmRSS"), process.TotalProcessorTime);
        var outcome = "read";
        try
        {
            decode();
        }
        catch (PictureRejectedException rejected)
        {
            Assert.NotEmpty(rejected.Reason);
            outcome = rejected.Code;
        }

        process.Refresh();
        return new Cost(name, outcome, process.TotalProcessorTime - began, ReadStatus("VmHWM") - before);
    }

    /// <summary>Resets the peak of resident memory (proc(5), clear_refs).</summary>
    private static void ResetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    /// <summary>A value of /proc/self/status (proc(5)) in bytes; the file has kB.</summary>
    private static long ReadStatus(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(name.Length + 1, line.Length - name.Length - " kB".Length - 1), CultureInfo.InvariantCulture);
    }
}

/// <summary>Tests that measure the whole process must run alone.</summary>
[CollectionDefinition(nameof(OneAfterTheOther), DisableParallelization = true)]
public class OneAfterTheOther;
