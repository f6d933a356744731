using Engram.Datasets.Sequences;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.TestKit;
using Engram.Training.Recipes.Sequences;

namespace Engram.Trainer.Tests.Sequences;

/// <summary>The package <c>films-ksr</c> on the sessions it was trained on.</summary>
public sealed class When_the_starter_recommends
{
    private const int MostBytes = 5_000_000;

    [Fact]
    public void Should_name_the_relation_that_the_films_of_a_session_share()
    {
        var package = InstalledModel.Open(Repository.PathOf("models", "films-ksr", "1"));
        Assert.InRange(new DirectoryInfo(package.Directory).EnumerateFiles().Sum(file => file.Length), 1, MostBytes);
        using var session = SequenceSession.Open(package, new CpuOptions().Choose());
        var events = SequenceSource.ReadLines<SequenceEvent>(SampleFile(SequenceSource.EventsFileName))
            .ToLookup(one => one.Subject, one => one.Item);
        var right = 0;
        SessionTastes[] sessions = [.. SequenceSource.ReadLines<SessionTastes>(SampleFile(SyntheticSessions.TastesFileName)).Take(60)];
        foreach (var one in sessions)
        {
            var found = session.Recommend([.. events[one.Subject]], max: 1, excludeSeen: true);
            right += found.Relations[0].Relation == one.Tastes[one.Active[^1]].Relation ? 1 : 0;
        }

        // The most frequent relation would be right at little more than a third.
        Assert.InRange((double)right / sessions.Length, 0.5, 1);
    }

    private static FileInfo SampleFile(string name) => new(Repository.PathOf("samples", "sessions", name));
}
