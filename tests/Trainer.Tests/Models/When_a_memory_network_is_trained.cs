using Engram.MemoryNetworks.Encoding;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Trainer.Tests.Memories;
using Engram.Trainer.Tests.Torch;
using Engram.Training.Loop;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Models;

/// <summary>Training of key-value memory networks on a tiny knowledge base.</summary>
public sealed class When_a_memory_network_is_trained : TorchTest
{
    [Fact]
    public void Should_export_what_it_learned()
    {
        using var folder = new TemporaryFolder();
        TinyKnowledgeBase.Write(folder.Path);
        var models = new ModelRepository(folder.In("models"));
        var trained = new TrainingRun(new KeyValueMemoryTraining(), models)
            .Execute(TinyKnowledgeBase.RequestIn(folder.Path), folder.In("checkpoints"), resume: false, null,
                TestContext.Current.CancellationToken);

        Assert.True(trained.IsPromoted);
        Assert.InRange(trained.GreatestDifference, 0, ParityCheck.Tolerance);
        Assert.True(trained.History[^1].Loss < trained.History[0].Loss);
        Assert.Equal(ModelKinds.KeyValueMemory, trained.Model.Manifest.Kind);
        Assert.Equal(["triples.ndjson", "templates.json"], trained.Model.Manifest.Training.Data.Select(data => data.Name));
        Assert.Equal(64, MemoryEncoder.Of(trained.Model).Buckets);
        Assert.InRange(trained.Model.Manifest.Parameter<float>(MemoryInterface.UnansweredBelowParameter), 0, 1);
    }

    [Fact]
    public void Should_say_which_file_is_missing()
    {
        using var folder = new TemporaryFolder();
        var refusal = Assert.Throws<ExperimentException>(
            () => new KeyValueMemoryTraining().Prepare(TinyKnowledgeBase.RequestIn(folder.Path)));
        Assert.Contains("templates.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_forget_a_fact_and_leave_the_rest()
    {
        var questions = new MemoryQuestions([new TripleFacts(TinyKnowledgeBase.Triples())], TinyKnowledgeBase.Templates(), 50);
        Assert.Equal(24, questions.Count);
        var known = questions.Ask(0, QuestionPart.Train, 0, new Random(1));
        Assert.Contains(Enumerable.Range(0, known.Question.Candidates.Count), known.IsRight);

        var forgotten = Enumerable.Range(0, 20).Select(seed => questions.Ask(0, QuestionPart.Train, 1, new Random(seed))).ToArray();
        Assert.All(forgotten, question => Assert.False(question.IsAnswerable));
        Assert.All(
            forgotten, question => Assert.DoesNotContain(question.Question.Memories, memory => memory.Key == "film0 alpha0 directed_by"));
        Assert.Contains(forgotten, question => question.Question.Memories.Any(memory => memory.Key == "film0 alpha0 release_year"));
        Assert.Contains(forgotten, question => question.Question.Memories.All(memory => memory.Key != "film0 alpha0 release_year"));
    }

    [Fact]
    public void Should_ask_tagged_posts_for_the_keyphrases_that_go_with_a_word()
    {
        TaggedPost[] posts =
        [
            new() { Text = "Restringing the old guitar", Keyphrases = ["music", "live music"] },
            new() { Text = "My guitar lessons", Keyphrases = ["learning guitar"] },
            new() { Text = "The old dog", Keyphrases = ["dogs"] },
        ];
        var facts = new TaggedPostFacts(posts);
        var guitar = Assert.Single(facts.Facts, fact => fact.Subject == "guitar");
        Assert.Equal(["learning guitar", "live music", "music"], guitar.Answers.Order(StringComparer.Ordinal));

        var templates =
            new Dictionary<string, RelationTemplates> { [TaggedPostFacts.Relation] = new() { Train = ["tags of the {subject}?"],
                Validation = ["tags {subject}"], HeldOut = ["{subject}"] } };
        var questions = new MemoryQuestions([facts], templates, 50);
        var number = facts.Facts.Index().Single(fact => fact.Item == guitar).Index;
        var known = questions.Ask(number, QuestionPart.Train, 0, new Random(1));
        Assert.Equal(["dogs", "learning guitar", "live music", "music"], known.Question.Candidates.Order(StringComparer.Ordinal));
        var forgotten = questions.Ask(number, QuestionPart.Train, 1, new Random(1));
        Assert.Equal(["dogs"], forgotten.Question.Candidates);
        Assert.False(forgotten.IsAnswerable);
    }
}
