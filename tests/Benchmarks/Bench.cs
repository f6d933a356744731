using System.Diagnostics;
using System.Globalization;

namespace Engram.Benchmarks;

/// <summary>
/// Compares one stage with its limit: the raw engine doing the same work on the same input. Both sides alternate in one process, so
/// that a busy machine slows both. The result is the ratio; the rates only show the scale.
/// </summary>
internal interface IStageBench : IAsyncDisposable
{
    /// <summary>Name of the stage, for example <c>ocr</c>.</summary>
    string Stage { get; }

    /// <summary>Unit of the rates, for example <c>pictures</c>.</summary>
    string Unit { get; }

    /// <summary>Name of the limit, for example <c>ONNX Runtime sessions alone</c>.</summary>
    string Limit { get; }

    /// <summary>Prepares both sides. Returns null, or the reason why this machine can't run the stage.</summary>
    Task<string?> PrepareAsync();

    /// <summary>Runs our side once and returns the number of units processed.</summary>
    Task<int> RunOursAsync();

    /// <summary>Runs the limit once and returns the number of units processed.</summary>
    Task<int> RunLimitAsync();

    /// <summary>Additional figures, read after the measurement. Null if there are none.</summary>
    string? Note => null;
}

/// <summary>Runs the stages in alternating rounds and prints a table.</summary>
internal static class Bench
{
    private const int Rounds = 7;

    public static async Task<int> RunAsync(string[] chosen, IReadOnlyList<IStageBench> stages)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, load average {LoadAverage()} at start, .NET {Environment.Version}, "
            + $"medians of {Rounds} alternating rounds");
        Console.WriteLine();
        Console.WriteLine("| stage | ours | limit | ours / limit |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var stage in stages.Where(stage => chosen.Length == 0 || chosen.Contains(stage.Stage)))
        {
            await using (stage)
                Console.WriteLine(await MeasureAsync(stage));
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(IStageBench stage)
    {
        if (await stage.PrepareAsync() is { } reason)
            return $"| {stage.Stage} | not run: {reason} | | |";

        await stage.RunOursAsync();
        await stage.RunLimitAsync();
        var (ours, limit) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            ours[round] = await RateAsync(stage.RunOursAsync);
            limit[round] = await RateAsync(stage.RunLimitAsync);
        }

        var ratio = Median([.. ours.Zip(limit, (o, l) => o / l)]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {stage.Stage} | {Median(ours):N0} {stage.Unit}/s | {Median(limit):N0} {stage.Unit}/s ({stage.Limit}) | "
                + $"{ratio:0.00}{(stage.Note is { } note ? $" ({note})" : "")} |");
    }

    private static async Task<double> RateAsync(Func<Task<int>> run)
    {
        var start = Stopwatch.GetTimestamp();
        var units = await run();
        return units / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
