using Engram.Datasets.Sequences;
using Engram.Training.Loop;
using Engram.Training.Recipes.Sequences;

namespace Engram.Lab.Sequences;

/// <summary>Knows the tastes that made synthetic sessions: what is possible on them.</summary>
internal sealed class TasteOracle
{
    private readonly SequenceData _data;
    private readonly Dictionary<string, SessionTastes> _tastesOf;
    private readonly Dictionary<Taste, int[]> _itemsOf;

    private TasteOracle(SequenceData data, IEnumerable<SessionTastes> tastes)
    {
        _data = data;
        _tastesOf = tastes.ToDictionary(session => session.Subject, StringComparer.Ordinal);
        var itemOf = data.EntityOf.Take(data.MetItems).Index().ToLookup(item => item.Item, item => item.Index + 1);
        _itemsOf = data.Knowledge.Facts
            .GroupBy(fact => new Taste(data.Knowledge.Relations[fact.Relation], data.Knowledge.Entities[fact.Value]))
            .ToDictionary(value => value.Key, value => value.SelectMany(fact => itemOf[fact.Subject]).Distinct().ToArray());
    }

    /// <summary>The oracle of a folder; null when its sessions were not made up.</summary>
    public static TasteOracle? Find(string folder, SequenceData data)
    {
        var file = new FileInfo(Path.Combine(folder, SyntheticSessions.TastesFileName));
        return file.Exists ? new TasteOracle(data, SequenceSource.ReadLines<SessionTastes>(file)) : null;
    }

    /// <summary>Scores the items of a subject's tastes above all others, in random order.</summary>
    public float[] Scores(IReadOnlyList<SequenceCase> cases)
    {
        var width = _data.MetItems + 1;
        var scores = new float[cases.Count * width];
        foreach (var (row, one) in cases.Index())
        {
            var random = new Random(TrainingLoop.HashCodeOf(one.Target, one.History.Count));
            var ofTastes = _tastesOf[one.Subject].Tastes.SelectMany(taste => _itemsOf[taste]).ToHashSet();
            for (var item = 1; item < width; item++)
                scores[(row * width) + item] = random.NextSingle() + (ofTastes.Contains(item) ? 1 : 0);
        }

        return scores;
    }

    /// <summary>Relation of the active taste at each of a subject's first events.</summary>
    public IEnumerable<string> ActiveRelations(string subject, int events) =>
        _tastesOf[subject].Active.Take(events).Select(taste => _tastesOf[subject].Tastes[taste].Relation);
}
