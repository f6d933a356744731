using Engram.Datasets.Sequences;
using Engram.TestKit;
using Engram.Training.Loop;
using Engram.Training.Recipes.Sequences;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>The layouts of events, their order and their split: <see cref="SequenceSource"/> and <see cref="SequenceData"/>.</summary>
public sealed class When_events_are_read : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_link_films_of_MovieLens_by_title_and_year()
    {
        Write("movies.csv", "movieId,title,genres", "1,\"American President, The (1995)\",Drama", "2,Heat (1995),Crime",
            "3,Heat (1986),Crime", "4,Seven (a.k.a. Se7en) (1995),Crime");
        Write("ratings.csv", "userId,movieId,rating,timestamp", "1,1,4.0,100", "1,3,3.0,90", "1,4,5.0,200");
        Write("kb.txt", "The American President|release_year|1995", "Heat|release_year|1995", "Seven|release_year|1995");

        var source = SequenceSource.Read(_folder.Path, "kb.txt");
        Assert.Equal("The American President", source.EntityOf["American President, The (1995)"]);
        Assert.Equal("Heat", source.EntityOf["Heat (1995)"]);
        Assert.Equal("Seven", source.EntityOf["Seven (a.k.a. Se7en) (1995)"]);
        Assert.DoesNotContain("Heat (1986)", source.EntityOf.Keys);
        Assert.Equal(["American President, The (1995)", "Heat (1986)", "Seven (a.k.a. Se7en) (1995)"],
            source.Events.Select(one => one.Item));
        Assert.Equal(100, source.Events[0].At.ToUnixTimeSeconds());
    }

    [Fact]
    public void Should_read_the_atomic_files_of_RecBole()
    {
        Write("tiny.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float", "7\t42\t3\t881250949", "7\t43\t4\t881250950");
        Write("tiny.link", "item_id:token\tentity_id:token", "42\tm.01");
        Write("tiny.kg", "head_id:token\trelation_id:token\ttail_id:token", "m.01\tfilm.genre\tm.02");

        var source = SequenceSource.Read(_folder.Path, knowledge: null);
        Assert.Equal([("7", "42"), ("7", "43")], source.Events.Select(one => (one.Subject, one.Item)));
        Assert.Equal("m.01", Assert.Single(source.EntityOf).Value);
        Assert.Equal(("m.01", "film.genre", "m.02"),
            source.Triples.Select(triple => (triple.Subject, triple.Relation, triple.ObjectText)).Single());
    }

    [Fact]
    public void Should_name_the_line_that_is_no_event()
    {
        Write("triples.ndjson", """{"subject": "A", "relation": "r", "object": "B"}""");
        const string good = """{"subject": "s", "item": "A", "at": "2026-01-01T00:00:00Z"}""";
        Write("events.ndjson", good, """{"subject": "s", "item": "A"}""");
        var error = Assert.Throws<InvalidDataException>(() => SequenceSource.Read(_folder.Path, knowledge: null));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_order_simultaneous_events_by_neither_file_nor_name()
    {
        using var sessions = new TinySessions(subjects: 10);
        var at = sessions.Events[0].At;
        var together = sessions.Events.Select(one => one with { At = at }).ToArray();
        sessions.Write(together);
        var data = SequenceTraining.Open(sessions.Path, new SequenceExperiment());
        sessions.Write(together.Reverse());
        var reversed = SequenceTraining.Open(sessions.Path, new SequenceExperiment());
        var otherSeed = SequenceTraining.Open(sessions.Path, new SequenceExperiment { SplitSeed = 2 });

        string[] OrderOf(SequenceData read) =>
            [.. read.Subjects.Single(subject => subject.Name == "s1").Items.Select(item => read.Items[item - 1])];
        string[] inFile = [.. together.Where(one => one.Subject == "s1").Select(one => one.Item)];
        Assert.Equal(OrderOf(data), OrderOf(reversed));
        Assert.NotEqual(inFile, OrderOf(data));
        Assert.NotEqual(inFile.Order(StringComparer.Ordinal), OrderOf(data));
        Assert.NotEqual(OrderOf(data), OrderOf(otherSeed));
    }

    [Fact]
    public void Should_hold_out_the_last_event_of_each_subject()
    {
        using var sessions = new TinySessions(subjects: 20);
        var data = SequenceTraining.Open(sessions.Path, new SequenceExperiment());
        Assert.All(data.Subjects, subject =>
        {
            Assert.Equal(subject.Items.Count - 1, subject.Test);
            Assert.Equal(subject.Items.Count - 2, subject.Validation);
            Assert.Equal(subject.Items.Count - 2, subject.Trained);
        });
        Assert.Equal(data.Subjects.Sum(subject => subject.Trained), data.Counts.Sum());
    }

    [Fact]
    public void Should_train_on_nothing_that_happened_after_the_cut_of_a_split_by_time()
    {
        using var sessions = new TinySessions(subjects: 60);
        var data = SequenceTraining.Open(sessions.Path, new SequenceExperiment { Split = SequenceSplit.Time, HeldOut = 0.2 });
        var atOf = sessions.Events.ToLookup(one => one.Subject, one => one.At);
        DateTimeOffset AtOf(SubjectHistory subject, int place) => atOf[subject.Name].Order().ElementAt(place);
        var lastTrained = data.Subjects.Where(subject => subject.Trained > 0).Max(subject => AtOf(subject, subject.Trained - 1));
        var tested = data.Subjects.Where(subject => subject.Test is not null).ToArray();
        Assert.All(tested, subject => Assert.True(AtOf(subject, subject.Test!.Value) > lastTrained));
        Assert.InRange(tested.Length, 1, data.Subjects.Count - 1);
    }

    [Fact]
    public void Should_leave_items_without_an_entity_out_and_rank_entities_without_events()
    {
        using var sessions = new TinySessions(subjects: 3);
        sessions.Write([.. sessions.Events, new SequenceEvent { Subject = "s1", Item = "Home video", At = sessions.Events[0].At }]);
        var data = SequenceTraining.Open(sessions.Path, new SequenceExperiment());
        Assert.Equal(1, data.Dropped);
        Assert.DoesNotContain("Home video", data.Items);
        Assert.Equal(TinySessions.Directors * TinySessions.FilmsEach, data.Items.Count);
        Assert.True(data.MetItems < data.Items.Count);
        Assert.All(data.Items.Zip(data.EntityOf), item => Assert.Equal(item.First, data.Knowledge.Entities[item.Second]));
    }

    [Fact]
    public void Should_say_so_when_nothing_is_left_to_train_on()
    {
        using var sessions = new TinySessions(subjects: 3);
        var error = Assert.Throws<ExperimentException>(
            () => SequenceTraining.Open(sessions.Path, new SequenceExperiment { MinItemEvents = 100 }));
        Assert.Contains("100 events", error.Message, StringComparison.Ordinal);
    }

    private void Write(string file, params string[] lines) => File.WriteAllLines(Path.Combine(_folder.Path, file), lines);
}
