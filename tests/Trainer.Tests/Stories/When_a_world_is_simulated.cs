using Engram.TestKit;
using Engram.Training.Recipes.Stories;

namespace Engram.Trainer.Tests.Stories;

/// <summary><see cref="SimulatedWorld"/>, a generator of stories.</summary>
public sealed class When_a_world_is_simulated : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_rest_each_answer_on_its_supporting_sentences()
    {
        var questions = Tell(difficulty: 5, objects: true, before: true);
        Assert.Equal(400, questions.Count);
        foreach (var question in questions)
        {
            var facts = question.Supporting.Select(place => question.Story[place]).ToArray();
            Assert.Contains($" to the {question.Answer}.", facts[^1], StringComparison.Ordinal);
            var words = question.Text.TrimEnd('?').Split(' ');
            var asked = words.Contains("before") ? words[2] : words[^1];
            Assert.Contains($"{asked}", facts[0], StringComparison.Ordinal);
            // All supporting sentences are about the same person.
            Assert.All(facts, fact => Assert.StartsWith(facts[0].Split(' ')[0], fact, StringComparison.Ordinal));
        }

        Assert.Contains(questions, question => question.Text.Contains("before", StringComparison.Ordinal));
        Assert.Contains(questions, question => question.Text.Contains("milk", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Should_ask_for_what_was_mentioned_so_many_statements_ago(int difficulty)
    {
        var ages = Tell(difficulty, objects: false, before: false).Select(question =>
            question.Story.Reverse().Index()
                .First(sentence => sentence.Item.StartsWith(question.Text.TrimEnd('?').Split(' ')[^1], StringComparison.Ordinal)).Index
                    + 1).ToArray();
        Assert.Equal((1, difficulty), (ages.Min(), ages.Max()));
    }

    private IReadOnlyList<StoryQuestion> Tell(int difficulty, bool objects, bool before)
    {
        File.WriteAllText(_folder.In("qa.txt"), new SimulatedWorld(difficulty, objects, before, new Random(4)).Tell(400));
        return BabiFile.Read(_folder.In("qa.txt"));
    }
}
