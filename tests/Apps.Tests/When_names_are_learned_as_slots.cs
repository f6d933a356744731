using Engram.Inference;
using Engram.MemoryNetworks.Encoding;
using Engram.MemoryNetworks.Sessions;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;
using Engram.TestKit.Stories;
using Engram.Training.Loop;
using Engram.Training.Recipes.Stories;
using Engram.Training.Torch;

namespace Engram.Apps.Tests;

/// <summary>Training story models with <c>"anonymous": true</c>, which replaces names by slots.</summary>
public sealed class When_names_are_learned_as_slots : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Should_answer_about_people_and_places_that_training_did_not_have()
    {
        Assert.SkipUnless(TorchBridge.IsAvailable, TorchBridge.UnavailableReason ?? "");
        Directory.CreateDirectory(_folder.In("data"));
        TinyStories.Write(_folder.In("data"), 1, "train", 150, seed: 1);
        var trained = new TrainingRun(new StoryTraining(ModelKinds.MemoryNetwork), new ModelRepository(_folder.In("models"))).Execute(
            new TrainingRequest(
                "stories",
                """
                { "anonymous": true, "tasks": [1], "training": { "epochs": 12, "decayEveryEpochs": 6, "learningRate": 0.01 }, "memoryNetwork": { "width": 20, "mostBlocks": 1 } }
                """,
                _folder.In("data"),
                "test"),
            _folder.In("checkpoints"), resume: true, null, TestContext.Current.CancellationToken);

        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.InRange(trained.Model.Manifest.Metrics["validation.qa1.error"], 0, 0.1);
        using var session = MemorySession.Open(trained.Model, ExecutionDevice.Choose(new InferenceOptions()));
        Assert.Equal("harbor", Ask(session, "Where is Tom?", "Tom went to the harbor.", "Lisa went to the cave.").Answers[0].Text);
        Assert.Equal("cave", Ask(session, "Where is Lisa?", "Tom went to the harbor.", "Lisa went to the cave.").Answers[0].Text);
        Assert.Null(Ask(session, "Where is Lisa?", "Tom went to the harbor.", "Lisa went to the cave.").Refusal);
        Assert.Equal("no-such-entity", session.Stories!.Prepare(Question("Where is Carlos?", "Tom went to the harbor.")).Refusal!.Code);
        Assert.Equal("unknown-words", session.Stories.Prepare(Question("Who ate the cake?", "Tom went to the harbor.")).Refusal!.Code);

        var odd = session.Stories.Prepare(Question("Where is Tom?", "Tom went to the harbor.", "Tom zorped to the cave."));
        Assert.Equal(["zorped"], odd.UnexplainedWords);
        Assert.Equal("unknown-words", Conclude(session, odd).Refusal!.Code);
        var elsewhere = Ask(session, "Where is Tom?", "Tom went to the harbor.", "Lisa zorped to the cave.");
        Assert.Equal("harbor", elsewhere.Answers[0].Text);
        Assert.True(elsewhere.Score < Ask(session, "Where is Tom?", "Tom went to the harbor.", "Lisa went to the cave.").Score);
    }

    public void Dispose() => _folder.Dispose();

    private static MemoryQuestion Question(string text, params string[] story) => MemoryQuestion.About(text, story, story.Length);

    private static StoryAnswer Ask(MemorySession session, string text, params string[] story) =>
        Conclude(session, session.Stories!.Prepare(Question(text, story)));

    private static StoryAnswer Conclude(MemorySession session, StoryToRead story) =>
        session.Stories!.Conclude(story, session.Read([session.Encode(story.Question)]).Single(), 5);
}
