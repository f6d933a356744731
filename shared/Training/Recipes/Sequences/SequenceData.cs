using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Engram.Datasets.Sequences;
using Engram.ModelStore;
using Engram.Training.Loop;

namespace Engram.Training.Recipes.Sequences;

/// <summary>The events of all subjects in order of time, by numbers, split into training, validation and test.</summary>
/// <remarks>Items have three ranges: those with training events from 1 to <see cref="OwnItems"/>, those with other events up to
/// <see cref="MetItems"/>, and then the entities that no event has but that could be items, because they are the subject of facts as items
/// are. Items without an entity are left out, as in KSR's protocol.</remarks>
public sealed class SequenceData
{
    private readonly SequenceExperiment _experiment;

    /// <exception cref="ExperimentException">Nothing is left to train on.</exception>
    public SequenceData(SequenceSource source, SequenceExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(experiment);
        _experiment = experiment;
        Data = [.. source.Files.Select(file => TrainingData.OfLines(file.FullName))];
        Dropped = source.Events.Count(one => !source.EntityOf.ContainsKey(one.Item));
        var subjects = Ordered(source);
        var cut = CutOf(subjects);
        var trained = TrainedSubjects(subjects);
        var splits = subjects.ToDictionary(subject => subject.Name, subject => SplitOf(subject, trained, cut), StringComparer.Ordinal);
        var counts = subjects.SelectMany(subject => subject.Events.Take(splits[subject.Name].Trained)).CountBy(one => one.Item)
            .ToDictionary(StringComparer.Ordinal);
        var met = subjects.SelectMany(subject => subject.Events).Select(one => one.Item).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToLookup(counts.ContainsKey);
        if (counts.Count < 2)
            throw new ExperimentException($"Of {source.Events.Count} events none is left to train on: {Dropped} are of items without an "
                + $"entity, and items need {experiment.MinItemEvents} events and subjects {experiment.MinSubjectEvents}.");

        (OwnItems, MetItems) = (counts.Count, counts.Count + met[false].Count());
        var entities = source.EntityOf.Values.ToHashSet(StringComparer.Ordinal);
        Knowledge = new FactNumbers(source.Triples.Where(triple =>
            source.Triples.Count <= AllFacts || entities.Contains(triple.Subject) || entities.Contains(triple.ObjectText)));
        var known = met[true].Concat(met[false]).Select(item => source.EntityOf[item]).ToHashSet(StringComparer.Ordinal);
        string[] further = [.. Knowledge.Facts.Select(fact => Knowledge.Entities[fact.Subject]).Distinct(StringComparer.Ordinal)
            .Where(entity => !known.Contains(entity)).Order(StringComparer.Ordinal)];
        Items = [.. met[true], .. met[false], .. further];
        EntityOf = [.. Items.Select((item, index) => EntityNumber(index < MetItems ? source.EntityOf[item] : item))];
        var numbers = Items.Take(MetItems).Index().ToDictionary(item => item.Item, item => item.Index + 1, StringComparer.Ordinal);
        Counts = [0, .. Items.Select(item => counts.GetValueOrDefault(item))];
        Subjects = [.. subjects.Select(subject => splits[subject.Name] with
        {
            Items = [.. subject.Events.Select(one => numbers[one.Item])],
        })];
    }

    /// <summary>What was read.</summary>
    public IReadOnlyList<TrainingData> Data { get; }

    /// <summary>Events of items that have no entity.</summary>
    public int Dropped { get; }

    /// <summary>Names of the items; item i has number i + 1.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>Number of items with training events.</summary>
    public int OwnItems { get; }

    /// <summary>Number of items with events.</summary>
    public int MetItems { get; }

    /// <summary>Entity of each item, from item 1 on.</summary>
    public IReadOnlyList<int> EntityOf { get; }

    /// <summary>Training events of each item, padding included.</summary>
    public IReadOnlyList<int> Counts { get; }

    public FactNumbers Knowledge { get; }

    public IReadOnlyList<SubjectHistory> Subjects { get; }

    /// <summary>The cases that a split measures: from what went before, the next item.</summary>
    public IReadOnlyList<SequenceCase> CasesOf(Func<SubjectHistory, int?> place) =>
        [.. Subjects.Where(subject => place(subject) is not null).Select(subject => CaseOf(subject, place(subject)!.Value))];

    private SequenceCase CaseOf(SubjectHistory subject, int place) =>
        new(subject.Name, [.. subject.Items.Take(place)], subject.Items[place], Counts[subject.Items[place]]);

    // Facts about neither items nor their neighbors cost time and tell little; a small knowledge base is read whole, so that its further
    // entities can be ranked too.
    private const int AllFacts = 50_000;

    private int EntityNumber(string entity) => Knowledge.Find(entity)
        ?? throw new ExperimentException($"The knowledge base has no entity '{entity}', which an item is linked to.");

    private List<OrderedSubject> Ordered(SequenceSource source)
    {
        var linked = source.Events.Where(one => source.EntityOf.ContainsKey(one.Item)).ToArray();
        var often = linked.CountBy(one => one.Item).Where(item => item.Value >= _experiment.MinItemEvents).Select(item => item.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. linked.Where(one => often.Contains(one.Item)).GroupBy(one => one.Subject, StringComparer.Ordinal)
            .Where(subject => subject.Count() >= _experiment.MinSubjectEvents)
            // A stable sort would keep the file's order of simultaneous events, for example old films first, and teach it.
            .Select(subject => new OrderedSubject(subject.Key,
                [.. subject.OrderBy(one => one.At).ThenBy(one => HashOf(one.Subject, one.Item)).TakeLast(_experiment.MaxEvents)]))
            .OrderBy(subject => HashOf(subject.Name))];
    }

    private DateTimeOffset CutOf(List<OrderedSubject> subjects)
    {
        var times = subjects.SelectMany(subject => subject.Events).Select(one => one.At).Order().ToArray();
        return times.Length == 0 ? default : times[(int)(times.Length * (1 - _experiment.HeldOut))];
    }

    // The subjects are in the order of a hash, so the first ones are a random draw.
    private HashSet<string> TrainedSubjects(List<OrderedSubject> subjects) => subjects
        .Take(_experiment.TrainSubjects == 0 ? subjects.Count : _experiment.TrainSubjects).Select(subject => subject.Name)
        .ToHashSet(StringComparer.Ordinal);

    private SubjectHistory SplitOf(OrderedSubject subject, HashSet<string> trained, DateTimeOffset cut)
    {
        var last = subject.Events.Count - 1;
        var before = _experiment.Split == SequenceSplit.LeaveOneOut ? last : subject.Events.Count(one => one.At < cut);
        int? test = last >= before ? last : null;
        // At least one event is read before the one that validates.
        return trained.Contains(subject.Name) && before >= 2
            ? new SubjectHistory(subject.Name, [], before - 1, before - 1, test) : new SubjectHistory(subject.Name, [], 0, null, test);
    }

    private ulong HashOf(params ReadOnlySpan<string> names)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{_experiment.SplitSeed}\0{string.Join('\0', names)}");
        return BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private sealed record OrderedSubject(string Name, IReadOnlyList<SequenceEvent> Events);
}

/// <summary>A subject's items in order of time.</summary>
/// <param name="Name">The subject.</param>
/// <param name="Items">Numbers of the items.</param>
/// <param name="Trained">Number of events that train, from the first on.</param>
/// <param name="Validation">Place of the event that validates.</param>
/// <param name="Test">Place of the event that is tested.</param>
public sealed record SubjectHistory(string Name, IReadOnlyList<int> Items, int Trained, int? Validation, int? Test);

/// <summary>What a subject met, and what came next.</summary>
/// <param name="TargetCount">Training events of the target.</param>
public sealed record SequenceCase(string Subject, IReadOnlyList<int> History, int Target, int TargetCount);
