using System.Globalization;
using Engram.Keyphrases.Encoding;
using Engram.Text;
using Engram.Training.Loop;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Benchmarks;

/// <summary>Training steps of the papers' joint model (classifier and generator) on text only, in batches of 64, on one thread. Limit:
/// the same steps in python3-torch, computed like the papers' code.</summary>
internal sealed class KeyphraseTrainingBench : IStageBench
{
    private const int Batches = 6;
    private const int BatchExamples = 64;
    private const string Experiment = """{ "embeddingWidth": 100, "training": { "seed": 23, "epochs": 1, "batchExamples": 64 } }""";

    private readonly List<double> _ourSeconds = [];
    private readonly List<double> _theirSeconds = [];
    private ITrainingSession? _task;
    private Adam? _adam;
    private PythonPeer? _peer;

    public string Stage => "keyphrases-training";

    public string Unit => "examples";

    public string Limit => $"the papers' way in torch {_peer?.Ready.GetProperty("torch").GetString()}";

    public string? Note =>
        string.Create(CultureInfo.InvariantCulture, $"a step takes {Median(_ourSeconds) / Median(_theirSeconds):0.00} of its CPU time");

    public async Task<string?> PrepareAsync()
    {
        if (!TorchBridge.IsAvailable)
            return TorchBridge.UnavailableReason;
        var folder = Path.Combine(Samples.EvaluationData, "cmkp");
        if (!Directory.Exists(folder))
            return "the evaluation data is not on this machine (set ENGRAM_DATA to its folder)";
        torch.set_num_threads(1);
        var files = new KeyphraseFiles(
            new CmkpFiles(CmkpFiles.In(folder, "train").Posts), new CmkpFiles(CmkpFiles.In(folder, "dev").Posts));
        _task = new KeyphraseTraining { Files = files }.Prepare(new TrainingRequest("bench", Experiment, "", "bench"));
        _task.BeginPhase(1);
        _task.BeginEpoch(1);
        _task.Model.train();
        _adam = new Adam([.. _task.Model.named_parameters()], 1e-3);

        using var data = KeyphraseData.Open(files, null, heldOut: 0);
        var corpus = new KeyphraseCorpus(data, KeyphraseTraining.Read(Experiment));
        (_peer, var reason) = await PythonPeer.StartAsync(
            "keyphrases_training.py", "python3-torch", Examples(corpus), path =>
                [path, Invariant(corpus.Vocabulary.Count), Invariant(corpus.Labels.Count)]);
        return reason;
    }

    public Task<int> RunOursAsync()
    {
        var before = Environment.CpuUsage.TotalTime;
        var examples = Enumerable.Range(0, Batches * BatchExamples).ToArray();
        for (var batch = 0; batch < Batches; batch++)
        {
            using var scope = torch.NewDisposeScope();
            using var loss = _task!.Loss(examples.AsSpan(batch * BatchExamples, BatchExamples));
            _adam!.zero_grad();
            loss.backward();
            torch.nn.utils.clip_grad_norm_([.. _task.Model.parameters()], 5);
            _adam.step();
        }

        _ourSeconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        return Task.FromResult(Batches * BatchExamples);
    }

    public async Task<int> RunLimitAsync()
    {
        var answer = await _peer!.RunAsync("run");
        _theirSeconds.Add(answer.GetProperty("cpuSeconds").GetDouble());
        return Batches * BatchExamples;
    }

    public ValueTask DisposeAsync()
    {
        _peer?.Dispose();
        _adam?.Dispose();
        (_task as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The training examples in the order of our session: a post and one of its phrases.</summary>
    private static IEnumerable<object> Examples(KeyphraseCorpus corpus) => corpus.Training
        .SelectMany(post => post.Keyphrases.Select(phrase => (post, phrase)))
        .Take(Batches * BatchExamples)
        .Select(example =>
        {
            var post = corpus.Encode(example.post);
            long[] target = [.. corpus.Encoder.EncodePhrase(KeyphraseCorpus.WordsOfPhrase(example.phrase), post), Vocabulary.End];
            return new
            {
                post.Tokens,
                post.CopyIds,
                Target = target.Select(word => word < corpus.Vocabulary.Count ? word : Vocabulary.Unknown),
                TargetCopy = target,
                Label = corpus.LabelOf(example.phrase),
            };
        });

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
