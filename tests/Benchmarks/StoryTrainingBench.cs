using System.Globalization;
using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.Text;
using Engram.Training.Loop;
using Engram.Training.Recipes.Stories;
using Engram.Training.Torch;

namespace Engram.Benchmarks;

/// <summary>An epoch of the end-to-end memory network on one bAbI task with the published hyperparameters, on one thread. Limit: the same
/// model on the same batches in python3-torch.</summary>
internal sealed class StoryTrainingBench : IStageBench
{
    private const int Task = 2;
    private const int BatchQuestions = 32;
    private const int MaxMemories = 50;
    private const double LearningRate = 0.005;
    private const double GreatestNorm = 40;

    // No time noise, so that both sides compute the same.
    private const string Experiment = """{ "tasks": [2], "endToEnd": { "timeNoise": 0 } }""";

    private readonly List<double> _ourSeconds = [];
    private readonly List<double> _theirSeconds = [];
    private ITrainingSession? _task;
    private SGD? _sgd;
    private PythonPeer? _peer;

    public string Stage => "stories-training";

    public string Unit => "questions";

    public string Limit => $"the same model in torch {_peer?.Ready.GetProperty("torch").GetString()}";

    public string? Note =>
        string.Create(CultureInfo.InvariantCulture, $"an epoch takes {Median(_ourSeconds) / Median(_theirSeconds):0.00} of its CPU time");

    public async Task<string?> PrepareAsync()
    {
        if (!TorchBridge.IsAvailable)
            return TorchBridge.UnavailableReason;
        var data = Path.Combine(Samples.EvaluationData, "babi", "en");
        if (!Directory.Exists(data))
            return "the evaluation data is not on this machine (set ENGRAM_DATA to its folder)";
        torch.set_num_threads(1);
        _task = new StoryTraining(ModelKinds.EndToEndMemory).Prepare(new TrainingRequest("bench", Experiment, data, "bench"));
        _task.BeginPhase(_task.Phases);
        _task.BeginEpoch(1);
        _task.Model.train();
        _sgd = new SGD(_task.Model.named_parameters(), LearningRate);

        var questions = StoryFolder.Open(data).Read(Task, StorySplit.Train, heldOut: 0.1, seed: 1);
        var texts = questions.SelectMany(question => question.Story.Append(question.Text)).Distinct(StringComparer.Ordinal).ToArray();
        var vocabulary = Vocabulary.Build(texts.SelectMany(Tokenizer.Tokenize).Where(word => word.Any(char.IsLetter)), int.MaxValue);
        var encoder = new MemoryEncoder(vocabulary, buckets: 0, texts.Max(text => Tokenizer.Tokenize(text).Count));
        // Drops the punctuation at the end of a sentence, which the encoder makes an unknown word.
        long[] Words(long[] ids) => [.. ids.Where(id => id != Vocabulary.Unknown)];
        var examples = questions.Select(question =>
        {
            var encoded = encoder.Encode(MemoryQuestion.About(question.Text, question.Story, MaxMemories), AnswerSource.Listed);
            return new { Question = Words(encoded.Question), Memories = encoded.Keys.Select(Words),
                Answer = vocabulary.IdOf(question.Answer) };
        });
        (_peer, var reason) = await PythonPeer.StartAsync(
            "stories_training.py", "python3-torch", examples, path => [path, Invariant(vocabulary.Count), Invariant(encoder.LongestText)]);
        return reason;
    }

    public Task<int> RunOursAsync()
    {
        var before = Environment.CpuUsage.TotalTime;
        foreach (var batch in Enumerable.Range(0, _task!.Examples).Chunk(BatchQuestions))
        {
            using var scope = torch.NewDisposeScope();
            _sgd!.zero_grad();
            using var loss = _task.Loss(batch);
            loss.backward();
            foreach (var parameter in _task.Model.parameters())
                torch.nn.utils.clip_grad_norm_([parameter], GreatestNorm);
            _sgd.step();
        }

        _ourSeconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        return System.Threading.Tasks.Task.FromResult(_task.Examples);
    }

    public async Task<int> RunLimitAsync()
    {
        var answer = await _peer!.RunAsync("run");
        _theirSeconds.Add(answer.GetProperty("cpuSeconds").GetDouble());
        return _task!.Examples;
    }

    public ValueTask DisposeAsync()
    {
        _peer?.Dispose();
        _sgd?.Dispose();
        (_task as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
