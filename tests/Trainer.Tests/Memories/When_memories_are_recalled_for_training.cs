using Engram.MemoryIndex;
using Engram.MemoryIndex.Hashing;
using Engram.ModelPackage.Memories;
using Engram.TestKit;
using Engram.Trainer.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary>Training must show the network what serving will: the same memories in the same order.</summary>
public sealed class When_memories_are_recalled_for_training
{
    private const int MaxMemories = 128;

    [Fact]
    public void Should_recall_what_the_serving_index_recalls()
    {
        var triples = Triple.ReadFile(Repository.PathOf("samples", "movies", "triples.ndjson"));
        var templates = QuestionTemplates.ReadFile(Repository.PathOf("samples", "movies", "templates.json"));
        var training = new KeyRecall(triples.SelectMany(triple => triple.ToMemories()));
        var serving = WordHashIndex.Empty(frequencyCutoff: 1000)
            .With(training.Memories.Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value)), epoch: 1);

        var subjects = triples.Where((_, i) => i % 97 == 0).ToArray();
        Assert.NotEmpty(subjects);
        foreach (var triple in subjects)
        {
            var question = RelationTemplates.Ask(templates[triple.Relation].HeldOut[0], triple.Subject);
            var expected = serving.Recall(question, MaxMemories, int.MaxValue).Memories.Select(memory => new KeyValueMemory(memory.Key, memory.Value));
            Assert.Equal(expected, training.Recall(question, MaxMemories));
        }
    }

    [Fact]
    public void Should_forget_what_it_is_told_to()
    {
        var recall = new KeyRecall(TinyKnowledgeBase.Triples().SelectMany(triple => triple.ToMemories()));
        var all = recall.Recall("film3 directed_by", 10);
        Assert.Equal("film3 alpha3 directed_by", all[0].Key);
        Assert.DoesNotContain(recall.Recall("film3 directed_by", 10, memory => memory.Key == all[0].Key), memory => memory.Key == all[0].Key);
    }
}
