using Engram.KeyHashing;
using Engram.MemoryNetworks;
using Engram.ModelPackage;
using Engram.ModelServing;
using Engram.ModelServing.Memories;
using Engram.TestKit;

namespace Engram.MemoryNetworks.Tests;

/// <summary>A small set of facts, asked by the starter reader of facts.</summary>
public sealed class Movies : IDisposable
{
    private static readonly (string Subject, string Relation, string Value)[] Facts =
    [
        ("Jaws", "directed_by", "Steven Spielberg"), ("Duel", "directed_by", "Steven Spielberg"), ("Alien", "directed_by", "Ridley Scott"), ("It", "directed_by", "Andy Muschietti"),
        ("Jaws", "release_year", "1975"), ("Alien", "release_year", "1979"), ("Jaws", "has_genre", "Thriller"), ("Jaws", "has_genre", "Adventure"), ("Alien", "has_genre", "Horror"),
        ("Halloween (1978)", "directed_by", "John Carpenter"), ("Halloween (2018)", "directed_by", "David Gordon Green"), ("Amélie", "directed_by", "Jean-Pierre Jeunet"),
        ("The Hudsucker Proxy", "directed_by", "Joel Coen"), ("The Paper", "directed_by", "Ron Howard"), ("What?", "directed_by", "Roman Polanski"), ("M*A*S*H", "directed_by", "Robert Altman"),
        ("France", "borders", "Spain"), ("Spain", "borders", "France"), ("France", "capital", "Paris"),
    ];

    private readonly RelationSession _session = RelationSession.Open(
        new ModelRepository(Repository.PathOf("models")).Current("fact-reader"), ExecutionDevice.Choose(new Options()));

    private readonly KeyHashIndex _index = KeyHashIndex.Empty(new EntityHash()).With(
        Facts.Select(fact => new Triple { Subject = fact.Subject, Relation = fact.Relation, ObjectText = fact.Value }).SelectMany(triple => triple.ToMemories())
            .Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value)), epoch: 1);

    /// <summary>Recalls, reads and answers as the services do.</summary>
    public (ReadInterpretation? Read, FactAnswer Answer) Ask(string question)
    {
        var recalled = new FactRecall(_index, maxFacts: 100, maxCharacters: 100_000).Recall(question);
        var graph = new RecalledGraph(recalled.Memories, recalled.Cut);
        var interpretations = _session.Reader.Interpret(question, recalled.Mentions, graph);
        if (interpretations.Count == 0)
            return (null, FactAnswer.OfNothingNamed);
        var read = _session.Reader.Choose(interpretations, _session.Read([.. interpretations.Select(one => one.Encoded)]), recalled.Mentions);
        return (read, FactAnswer.Of(read, graph, ["directed_by", "release_year"], _session.Reader.Calibration.UnansweredBelow));
    }

    public void Dispose() => _session.Dispose();

    private sealed class Options : ExecutionDeviceOptions
    {
        protected override string Section => "Tests";
    }
}
