using System.Globalization;
using System.Text.Json;
using Engram.Inference;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.Keyphrases.Search;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;

namespace Engram.Benchmarks;

/// <summary>
/// Phrases of posts by a generating package on one thread. Limit: the same package in python3-torch, computed like the papers' code.
/// The package is the promoted tagger, or the folder in <c>ENGRAM_BENCH_MODEL</c>. The posts are tweets with the words of their
/// pictures if the evaluation data exists (<c>ENGRAM_DATA</c>), otherwise the sample posts.
/// </summary>
/// <param name="stage">Name of the stage.</param>
/// <param name="search">Beam search options. Null runs the classifier only.</param>
internal sealed class KeyphraseBench(string stage, BeamSearchOptions? search) : IStageBench
{
    private const int Posts = 256;
    private const int BatchPosts = 32;

    private PostEncoding[] _posts = [];
    private KeyphraseNetwork? _network;
    private PythonPeer? _peer;
    private readonly List<double> _ourSeconds = [];
    private readonly List<double> _theirSeconds = [];
    private string[][] _ours = [];
    private string[][] _theirs = [];

    public string Stage => stage;

    public string Unit => "posts";

    public string Limit =>
        $"the papers' way in torch {_peer?.Ready.GetProperty("torch").GetString()}, {_peer?.Ready.GetProperty("blas").GetString()}";

    public string? Note
    {
        get
        {
            var same = _ours.Zip(_theirs, (ours, theirs) => ours.SequenceEqual(theirs)).Count(isSame => isSame);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{same} of {_posts.Length} posts get the same {(search is null ? "labels" : "phrases")}; by CPU time "
                    + $"{Median(_theirSeconds) / Median(_ourSeconds):0.00}");
        }
    }

    public async Task<string?> PrepareAsync()
    {
        if (FindPackage() is not { } package)
            return "no tagger is promoted";
        if (!package.Manifest.Files.ContainsKey(KeyphraseInterface.DecoderFileName)
            || !package.Manifest.Files.ContainsKey(KeyphraseInterface.LabelsFileName))
            return $"{package.Id} does not both classify and generate";
        _network = KeyphraseNetwork.Open(package, ExecutionDevice.Choose(new InferenceOptions()), search, withoutGenerator: search is null);
        // Both sides batch posts of similar length.
        _posts = [.. SamplePosts().Select(_network.Encoder.Encode).OrderBy(post => post.Tokens.Length)];
        (_peer, var reason) = await PythonPeer.StartAsync(
            "keyphrases.py", "python3-torch",
            _posts.Select(post => new { post.Tokens, post.CopyIds, post.Words, post.UnknownWords, post.Attributes }),
            path => [package.Directory, path]);
        return reason;
    }

    public Task<int> RunOursAsync()
    {
        var before = Environment.CpuUsage.TotalTime;
        _ours = [.. _posts.Chunk(BatchPosts).SelectMany(batch => _network!.Read(batch)).Select(reading => search is null
            ? reading.Classified.Take(KeyphraseInterface.CandidateLabels).Select(label => label.Phrase).ToArray()
            : reading.Generated.Select(phrase => phrase.Phrase).ToArray())];
        _ourSeconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        return Task.FromResult(_posts.Length);
    }

    public async Task<int> RunLimitAsync()
    {
        var answer = await _peer!.RunAsync(search is null ? "classifier" : "beam");
        _theirSeconds.Add(answer.GetProperty("cpuSeconds").GetDouble());
        _theirs = search is null
            ? answer.GetProperty("labels").Deserialize<string[][]>()!
            : [.. answer.GetProperty("phrases").EnumerateArray().Select(post =>
                post.EnumerateArray().Select(phrase => phrase[0].GetString()!).ToArray())];
        return _posts.Length;
    }

    public ValueTask DisposeAsync()
    {
        _peer?.Dispose();
        _network?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static InstalledModel? FindPackage()
    {
        if (Environment.GetEnvironmentVariable("ENGRAM_BENCH_MODEL") is { Length: > 0 } folder)
            return InstalledModel.Open(folder);
        var repository = new ModelRepository(Samples.Models);
        var name = new KeyphraseOptions().Model;
        return repository.CurrentVersion(name) is null ? null : repository.Current(name);
    }

    private static IEnumerable<KeyphraseInput> SamplePosts()
    {
        var data = Path.Combine(Samples.EvaluationData, "cmkp");
        if (!Directory.Exists(data))
        {
            var texts = Samples.Texts();
            return Enumerable.Range(0, Posts).Select(i => new KeyphraseInput { Text = texts[i % texts.Length] });
        }

        return CmkpFiles.In(data, "dev").Read().Take(Posts)
            .Select(post => new KeyphraseInput { Text = post.Text, OcrText = post.Ocr, Attributes = post.Attributes! });
    }
}
