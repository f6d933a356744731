using Engram.MemoryNetworks.Facts;
using Engram.MemoryNetworks.Sessions;
using Engram.MemorySearch.Index;
using Engram.MemorySearch.Recall;
using Engram.MemorySearch.Strategies;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.TestKit;

namespace Engram.MemoryNetworks.Tests;

/// <summary>Asks the starter fact-reader questions about a set of facts, with the recall and reading of the services.</summary>
public abstract class AskedFacts(IEnumerable<(string Subject, string Relation, string Value)> facts) : IDisposable
{
    private readonly RelationSession _session = RelationSession.Open(
        new ModelRepository(Repository.PathOf("models")).Current("fact-reader"), ExecutionDevice.Choose(new Options()));

    private readonly KeyHashIndex _index = KeyHashIndex.Empty(new EntityHash()).With(
        facts.Select(fact => new Triple { Subject = fact.Subject, Relation = fact.Relation, ObjectText = fact.Value })
            .SelectMany(triple => triple.ToMemories())
            .Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value)), epoch: 1);

    /// <summary>Recalls facts, interprets the question and answers it, as the services do.</summary>
    public (ReadInterpretation? Read, FactAnswer Answer) Ask(string question)
    {
        var recalled = new FactRecall(_index, maxFacts: 100, maxCharacters: 100_000).Recall(question);
        var graph = new RecalledGraph(recalled.Memories, recalled.Cut);
        var interpretations = _session.Reader.Interpret(question, recalled.Mentions, graph);
        if (interpretations.Count == 0)
            return (null, FactAnswer.OfNothingNamed);
        var read = _session.Reader.Choose(
            interpretations, _session.Read([.. interpretations.Select(one => one.Encoded)]), recalled.Mentions);
        return (read,
            FactAnswer.Of(read, graph, [.. recalled.Facts.Select(fact => fact.Relation).Distinct().Where(_index.IsSingleValued)],
                _session.Reader.Calibration.UnansweredBelow));
    }

    public void Dispose()
    {
        _session.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Options : ExecutionDeviceOptions
    {
        protected override string Section => "Tests";
    }
}
