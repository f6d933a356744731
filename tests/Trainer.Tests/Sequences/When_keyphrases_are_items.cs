using Engram.Datasets.Sequences;
using Engram.Training.Recipes.Memories;
using Engram.Training.Recipes.Sequences;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>What events of authors say of their keyphrases: <see cref="KeyphraseTriples"/>.</summary>
public sealed class When_keyphrases_are_items
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_tell_their_words_and_which_one_post_has_together()
    {
        var facts = KeyphraseTriples.Of([
            EventOf("x:7", "sea kayak", 0), EventOf("x:7", "fjord", 0), EventOf("x:7", "fjord", 1), EventOf("x:8", "tent", 0)]);

        Assert.Equal(
            [
                "sea kayak has_word the word sea", "sea kayak has_word the word kayak", "fjord has_word the word fjord",
                "tent has_word the word tent", "sea kayak used_with fjord", "fjord used_with sea kayak",
            ],
            facts.Select(fact => $"{fact.Subject} {fact.Relation} {fact.ObjectText}"));
    }

    [Fact]
    public void Should_make_every_phrase_an_item_to_train_on()
    {
        using var sessions = new TinySessions(subjects: 20);
        SequenceEvent[] events = [.. sessions.Events.Select(one => one with { Item = one.Item.ToLowerInvariant() })];
        sessions.Write(events);
        TripleFile.Write(sessions.In(SequenceSource.TriplesFileName), KeyphraseTriples.Of(events));

        var data = SequenceTraining.Open(sessions.Path, new SequenceExperiment());

        Assert.Equal(0, data.Dropped);
        Assert.Equal(events.Select(one => one.Item).Distinct().Count(), data.MetItems);
    }

    private static SequenceEvent EventOf(string subject, string item, int minute) =>
        new() { Subject = subject, Item = item, At = Noon.AddMinutes(minute) };
}
