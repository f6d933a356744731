using System.Globalization;
using Engram.Datasets.Sequences;
using Engram.MemorySearch.Index;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Sequences;

/// <summary>Makes up sessions over a knowledge base, where the next item depends on what is known of the items: each subject has three
/// tastes, such as the films of one director, mostly follows the active one, and now and then switches.</summary>
public sealed class SyntheticSessions
{
    /// <summary>File of the tastes that made the sessions, one <see cref="SessionTastes"/> per line.</summary>
    public const string TastesFileName = "tastes.ndjson";

    private const int TastesEach = 3;
    private const int FewestItems = 8;
    private const int MostItems = 24;
    private const int ShortestSession = 10;
    private const int LongestSession = 20;
    private const double FollowsTaste = 0.8;
    private const double Switches = 0.15;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly (Taste Taste, string[] Items)[] _tastes;
    private readonly string[] _items;
    private readonly double[] _popularUpTo;
    private readonly Random _random;

    /// <exception cref="ExperimentException">The knowledge base has too few values that are a taste.</exception>
    public SyntheticSessions(IReadOnlyList<Triple> triples, int seed)
    {
        ArgumentNullException.ThrowIfNull(triples);
        _random = new Random(seed);
        // A value of hundreds of items says little about the next one.
        _tastes = [.. triples.GroupBy(triple => new Taste(triple.Relation, triple.ObjectText))
            .Select(value => (value.Key, value.Select(triple => triple.Subject).Distinct(StringComparer.Ordinal).ToArray()))
            .Where(value => value.Item2.Length is >= FewestItems and <= MostItems)];
        if (_tastes.Length < TastesEach)
            throw new ExperimentException($"The knowledge base has {_tastes.Length} values with {FewestItems} to {MostItems} subjects; "
                + $"{TastesEach} are needed.");
        _items = [.. triples.Select(triple => triple.Subject).Distinct(StringComparer.Ordinal)];
        _random.Shuffle(_items);
        // Zipf: the popularity of an item is 1 / its rank.
        var sum = 0.0;
        _popularUpTo = [.. _items.Select((_, rank) => sum += 1.0 / (rank + 1))];
    }

    /// <summary>Makes up the session of a subject.</summary>
    public (IReadOnlyList<SequenceEvent> Events, SessionTastes Tastes) Draw(string subject)
    {
        var tastes = _random.GetItems(_tastes, TastesEach);
        var (met, active) = (new List<string>(), new List<int>());
        var length = _random.Next(ShortestSession, LongestSession + 1);
        for (var taste = _random.Next(TastesEach); met.Count < length;)
        {
            if (met.Count > 0 && _random.NextDouble() < Switches)
                taste = (taste + _random.Next(1, TastesEach)) % TastesEach;
            met.Add(Next(tastes[taste].Items, met));
            active.Add(taste);
        }

        var begin = Start.AddMinutes(_random.Next(365 * 24 * 60));
        return (
            [.. met.Select((item, index) => new SequenceEvent
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{subject}-{index + 1}"),
                Subject = subject,
                Item = item,
                At = begin.AddHours(index),
            })],
            new SessionTastes { Subject = subject, Tastes = [.. tastes.Select(taste => taste.Taste)], Active = active });
    }

    private string Next(string[] ofTaste, List<string> met)
    {
        string[] left = [.. ofTaste.Except(met, StringComparer.Ordinal)];
        if (left.Length > 0 && _random.NextDouble() < FollowsTaste)
            return left[_random.Next(left.Length)];
        while (true)
        {
            var at = Array.BinarySearch(_popularUpTo, _random.NextDouble() * _popularUpTo[^1]);
            var item = _items[Math.Min(at < 0 ? ~at : at, _items.Length - 1)];
            if (!met.Contains(item))
                return item;
        }
    }
}

/// <summary>A value of a relation whose items a subject prefers.</summary>
public sealed record Taste(string Relation, string Value);

/// <summary>What made a synthetic session: known to the oracle, hidden from models.</summary>
public sealed record SessionTastes
{
    public required string Subject { get; init; }

    public required IReadOnlyList<Taste> Tastes { get; init; }

    /// <summary>Number of the taste that was active at each event, whether or not the event followed it.</summary>
    public required IReadOnlyList<int> Active { get; init; }
}
