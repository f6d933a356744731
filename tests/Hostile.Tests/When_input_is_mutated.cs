using System.Globalization;
using System.Security.Cryptography;
using Engram.Hostile.Tests.Fuzzing;
using Engram.TestKit;

namespace Engram.Hostile.Tests;

/// <summary>
/// Fuzzes the parsers with almost valid inputs. <c>fuzz.sh</c> runs this for a given time. Inputs that broke a parser are kept in the
/// corpus, and every run tries them.
/// </summary>
public sealed class When_input_is_mutated(ITestOutputHelper output)
{
    private const int DefaultInputs = 400;

    private static readonly string CorpusFolder = Repository.PathOf("tests", "Hostile.Tests", "corpus");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)
        .Where(name => Environment.GetEnvironmentVariable("ENGRAM_FUZZ_TARGET") is not { } wanted || name == wanted)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Should_be_taken_or_refused(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        var mutator = new Mutator(target.Seeds, Setting("SEED") ?? 1);
        var began = TimeProvider.System.GetTimestamp();
        var inputs = 0;
        bool GoesOn() => Setting("SECONDS") is { } limit
            ? TimeProvider.System.GetElapsedTime(began).TotalSeconds < limit
            : inputs < DefaultInputs;
        for (; GoesOn(); inputs++)
        {
            var input = mutator.Next();
            if (await target.TryAsync(input) is { } harm)
                Assert.Fail($"{name} {harm}\nThe input is kept as {Keep(name, input)}.");
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        output.WriteLine($"{name}: {inputs} inputs in {seconds:0} s, {Environment.WorkingSet >> 20} MB in use");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Should_take_or_refuse_all_that_once_did_harm(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        var folder = Path.Combine(CorpusFolder, name);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
            Assert.Null(await target.TryAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        foreach (var seed in target.Seeds)
            Assert.Null(await target.TryAsync(seed));
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable($"ENGRAM_FUZZ_{name}"), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Keep(string name, byte[] input)
    {
        var folder = Directory.CreateDirectory(Path.Combine(CorpusFolder, name)).FullName;
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(file, input);
        return file;
    }
}
