using Engram.Inference;
using Engram.Inference.Keyphrases;
using Engram.Keyphrases.Encoding;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Engram.TestKit.Keyphrases;
using Engram.Training.Loop;
using Engram.Training.Recipes.Keyphrases;
using Engram.Training.Torch;

namespace Engram.Apps.Tests;

/// <summary>Trainer and inference share only the model package. This test compares the predictions of both on the same posts.</summary>
public sealed class When_a_trained_keyphrase_model_serves : IDisposable
{
    private const int Posts = 200;

    private readonly TinyPosts _posts = new(Posts);
    private readonly TemporaryFolder _models = new();

    public void Dispose()
    {
        _posts.Dispose();
        _models.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_find_the_phrases_that_the_trainer_finds(bool halfWeights)
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        var experiment = TinyPosts.Experiment.Replace(
            "\"ocr\"", $"\"halfWeights\": {(halfWeights ? "true" : "false")}, \"ocr\"", StringComparison.Ordinal);
        var kind = new KeyphraseTraining { Files = new KeyphraseFiles(_posts.Train, _posts.Dev) };
        var request = new TrainingRequest("tiny", experiment, "", "test");
        var package = new TrainingRun(kind, new ModelRepository(_models.Path)).Execute(
            request, _models.In("checkpoints"), resume: false, null, TestContext.Current.CancellationToken).Model;

        using var network = KeyphraseNetwork.Open(package, ExecutionDevice.Choose(new InferenceOptions()));
        var trained = PredictAgain(kind, request);
        Assert.Equal(Posts, trained.Count);
        foreach (var batch in trained.Chunk(50))
        {
            var served = network.Read(
                [.. batch.Select(one => network.Encoder.Encode(new KeyphraseInput { Text = one.Post.Text, OcrText = one.Post.Ocr,
                    Attributes = one.Post.Attributes }))]);
            foreach (var (expected, actual) in batch.Zip(served))
            {
                Assert.Equal(expected.Generated.Select(phrase => (phrase.Phrase, phrase.Source)),
                    actual.Generated.Select(phrase => (phrase.Phrase, phrase.Source)));
                Assert.Equal(expected.Labels.Select(label => label.Phrase), actual.Classified.Select(label => label.Phrase));
                Assert.All(expected.Generated.Zip(actual.Generated),
                    pair => Assert.Equal(pair.First.MeanLogProbability, pair.Second.MeanLogProbability, ParityCheck.Tolerance));
            }
        }
    }

    /// <summary>Repeats the training, which gives the same weights for the same seed, and predicts with the trainer's model.</summary>
    private static IReadOnlyList<PostPredictions> PredictAgain(KeyphraseTraining kind, TrainingRequest request)
    {
        using var task = (KeyphraseTask)kind.Prepare(request);
        new TrainingLoop(task, "tiny").Run(resume: false, null, TestContext.Current.CancellationToken);
        task.Model.eval();
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        task.Evaluate();
        return task.PredictTest();
    }
}
