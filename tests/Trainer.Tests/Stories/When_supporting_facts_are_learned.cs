using Engram.MemoryNetworks.Encoding;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.TestKit.Stories;
using Engram.Text;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Stories;
using Engram.Training.Torch;

namespace Engram.Trainer.Tests.Stories;

/// <summary>Training of memory networks that pick supporting facts.</summary>
public sealed class When_supporting_facts_are_learned : TorchTest
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("words", 12, 0.25)]
    [InlineData("recurrent", 30, 0.5)] // must learn to read; guessing one of 15 lists errs in 0.93
    public void Should_answer_and_list_from_the_facts_it_picks(string response, int epochs, double greatestErrorOfLists)
    {
        var trained = Run($$"""
            {
              "tasks": [1, 2],
              "training": { "epochs": {{epochs}}, "decayEveryEpochs": 20, "learningRate": 0.01 },
              "memoryNetwork": { "width": 20, "response": "{{response}}" }
            }
            """);
        Assert.InRange(trained.Model.Manifest.Metrics["validation.qa1.error"], 0, 0.05);
        Assert.InRange(trained.Model.Manifest.Metrics["validation.qa2.error"], 0, greatestErrorOfLists);
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.Contains("John,Mary", trained.Model.Read<string[]>(MemoryInterface.AnswersFileName));
    }

    [Fact]
    public void Should_answer_about_a_name_that_training_did_not_have()
    {
        var questions = Questions();
        var words = questions.SelectMany(question => question.Story.Append(question.Text)).SelectMany(Tokenizer.Tokenize);
        var encoder = new MemoryEncoder(Vocabulary.Build(words, 100), buckets: 8, longestText: 10);
        string[] places = [.. questions.Select(question => question.Answer).Distinct()];
        torch.manual_seed(5);
        using var network = new MemoryNetwork(
            new StoryShape
            {
                Words = encoder.Vocabulary.Count,
                Answers = [],
                AnswerWords = [.. places.Select(encoder.Encode)],
                FewestSupporting = 1,
                MostSupporting = 1,
                LongestText = 10,
                MaxMemories = 10,
            },
            new MemoryNetworkOptions { Width = 20, UnseenWords = 8, WordDropout = 0.2 });
        Train(network, encoder, questions, places);

        // Two names absent from training: the network must match the name asked about.
        var asked =
            places.SelectMany(place => places.Where(other => other != place).SelectMany(other => new[] { ("Frodo", "Sam"),
                ("Sam", "Frodo") }.Select(name =>
            (
                Place: place, Question: MemoryQuestion.About($"Where is {name.Item1}?",
                    [$"{name.Item1} went to the {place}.", $"{name.Item2} went to the {other}."], 10))))).ToArray();
        var batch = MemoryBatch.Of([.. asked.Select(one => encoder.Encode(one.Question, AnswerSource.Listed))]);
        var answers = network.Predict(batch).probabilities.argmax(1).ToInt64();
        Assert.Equal(asked.Select(one => one.Place), answers.Select(answer => places[answer]));
    }

    [Fact]
    public void Should_say_that_the_supporting_facts_are_missing()
    {
        Directory.CreateDirectory(_folder.In("data"));
        File.WriteAllText(
            _folder.In("data", "qa1_bare_train.txt"), string.Concat(Enumerable.Repeat("1 Mary went home.\n2 Where is Mary?\thome\n", 9)));
        var error = Assert.Throws<ExperimentException>(() => Train("""{ "tasks": [1] }"""));
        Assert.Contains("supporting", error.Message, StringComparison.Ordinal);
    }

    private static void Train(MemoryNetwork network, MemoryEncoder encoder, IReadOnlyList<StoryQuestion> questions, string[] places)
    {
        using var adam = new Adam(network.named_parameters(), lr: 0.01);
        var random = new Random(2);
        foreach (var chunk in Enumerable.Range(0, 20).SelectMany(_ => questions.Chunk(25)))
        {
            using var scope = torch.NewDisposeScope();
            adam.zero_grad();
            network.Loss(new StoryBatch(
                MemoryBatch.Of(
                    [.. chunk.Select(question => encoder.Encode(MemoryQuestion.About(question.Text, question.Story, 10),
                        AnswerSource.Listed))]),
                [.. chunk.Select(question => (long)Array.IndexOf(places, question.Answer))],
                [.. chunk.Select(question => question.Supporting.Select(place => question.Story.Count - 1 - place).ToArray())],
                random)).backward();
            adam.step();
        }
    }

    private IReadOnlyList<StoryQuestion> Questions()
    {
        TinyStories.Write(_folder.Path, 1, "train", 100, seed: 1);
        return BabiFile.Read(_folder.In("qa1_tiny_train.txt"));
    }

    private TrainedModel Run(string experiment)
    {
        Directory.CreateDirectory(_folder.In("data"));
        TinyStories.Write(_folder.In("data"), 1, "train", 150, seed: 1);
        TinyStories.Write(_folder.In("data"), 2, "train", 150, seed: 2);
        return Train(experiment);
    }

    private TrainedModel Train(string experiment) =>
        new TrainingRun(new StoryTraining(ModelKinds.MemoryNetwork), new ModelRepository(_folder.In("models"))).Execute(
            new TrainingRequest("stories", experiment, _folder.In("data"), "test"), _folder.In("checkpoints"), resume: true, null,
            TestContext.Current.CancellationToken);
}
