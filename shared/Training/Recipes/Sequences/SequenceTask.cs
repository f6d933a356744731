using System.Runtime.InteropServices;
using System.Text.Json;
using Engram.Datasets.Sequences;
using Engram.Evaluation;
using Engram.MemoryNetworks.Sequences;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Torch;

namespace Engram.Training.Recipes.Sequences;

/// <summary>Trains <see cref="Ksr"/> or <see cref="Gru4Rec"/> on a folder of events with a knowledge base; see
/// <see cref="SequenceSource"/>.</summary>
/// <param name="kind"><see cref="ModelKinds.Ksr"/> or <see cref="ModelKinds.Gru4Rec"/>.</param>
public sealed class SequenceTraining(string kind) : ITrainingRecipe
{
    public string Kind => kind;

    public void Check(string experiment) => Read(experiment);

    public ITrainingSession Prepare(TrainingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var experiment = Read(request.Experiment);
        return new SequenceTask(request, kind, experiment, Open(request.DataDirectory, experiment));
    }

    public static SequenceExperiment Read(string experiment) => Experiment.Read(experiment, new SequenceExperiment());

    /// <summary>Reads and splits the events of a folder.</summary>
    /// <exception cref="ExperimentException">The folder can't be used.</exception>
    public static SequenceData Open(string folder, SequenceExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        try
        {
            return new SequenceData(SequenceSource.Read(folder, experiment.Knowledge), experiment);
        }
        catch (InvalidDataException e)
        {
            throw new ExperimentException(e.Message, e);
        }
    }
}

/// <summary>A sequence network and its data.</summary>
public sealed class SequenceTask : ITrainingSession
{
    /// <summary>Held-out metric: how much NDCG@10 is above that of ranking by popularity.</summary>
    public const string OverPopularity = "test.over-popularity";

    private const int ParityBatch = 16;

    // Further values of one relation, such as a long cast, are left out.
    private const int MostValues = 8;

    private readonly TrainingRequest _request;
    private readonly string _kind;
    private readonly SequenceExperiment _experiment;
    private readonly SequenceData _data;
    private readonly SequenceRanking _ranking;
    private readonly SequenceNetwork _network;
    private readonly int[] _relations; // relation of each slot of the memory
    private readonly SequenceWindow[] _windows;
    private readonly IReadOnlyList<SequenceCase> _validation;
    private readonly IReadOnlyList<SequenceCase> _test;
    private int _epoch;

    /// <exception cref="ExperimentException">There is nothing to train, validate or test on.</exception>
    public SequenceTask(TrainingRequest request, string kind, SequenceExperiment experiment, SequenceData data)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(data);
        (_request, _kind, _experiment, _data) = (request, kind, experiment, data);
        _ranking = new SequenceRanking(data, experiment);
        _windows = [.. data.Subjects.SelectMany(subject => SequenceWindow.Of(subject, experiment.Window))];
        (_validation, _test) = (data.CasesOf(subject => subject.Validation), data.CasesOf(subject => subject.Test));
        if (_windows.Length == 0 || _validation.Count == 0 || _test.Count == 0)
            throw new ExperimentException($"The events leave {_windows.Length} windows to train on, {_validation.Count} cases to validate "
                + $"on and {_test.Count} to test on; each needs one.");
        var entities = data.EntityOf.ToHashSet();
        _relations = kind == ModelKinds.Gru4Rec ? []
            : [.. data.Knowledge.Facts.Where(fact => entities.Contains(fact.Subject)).Select(fact => fact.Relation).Distinct().Order()];
        _network = _relations.Length == 0 ? NewGru4Rec() : NewKsr();
    }

    public TrainingSettings Settings => _experiment.Training;

    public Module Model => _network;

    public SequenceNetwork Network => _network;

    public IReadOnlyList<TrainingData> Data => _data.Data;

    public int Examples => _windows.Length;

    public string ValidationMetric => "ndcg@10";

    /// <summary>Names of the relations, one per slot of the memory.</summary>
    public IReadOnlyList<string> Relations => [.. _relations.Select(relation => _data.Knowledge.Relations[relation])];

    public void BeginEpoch(int epoch) => _epoch = epoch;

    public Tensor Loss(ReadOnlySpan<int> examples)
    {
        var windows = new SequenceWindow[examples.Length];
        for (var i = 0; i < windows.Length; i++)
            windows[i] = _windows[examples[i]];
        var batch = SequenceBatch.Of([.. windows.Select(window => window.Items)]);
        var user = SequenceBatch.Rows(_network.Read(batch.Items).User, batch.AllPlaces()); // [P, E]
        int[] targets = [.. windows.SelectMany(window => window.Targets)]; // [P]
        return _experiment.Loss == SequenceLoss.CrossEntropy ? CrossEntropy(user, targets)
            : Bpr(user, targets, [.. windows.SelectMany(window => window.Targets.Select(_ => window.Subject))], examples[0]);
    }

    public IReadOnlyDictionary<string, double> Validate() => Figures(Rank(_validation));

    public IReadOnlyDictionary<string, double> Evaluate()
    {
        var (own, popular) = (Figures(Rank(_test)), Figures(_ranking.Rank(_test, _ranking.Popularity)));
        var metrics = own.ToDictionary(metric => $"test.{metric.Key}", metric => metric.Value);
        foreach (var (name, value) in popular)
            metrics[$"test.popularity.{name}"] = value;
        metrics[OverPopularity] = own[ValidationMetric] - popular[ValidationMetric];
        return metrics;
    }

    /// <summary>Ranks of the tested items.</summary>
    public IReadOnlyList<CaseRank> TestRanks() => Rank(_test);

    /// <summary>The relation weights after each of a subject's items but the last, [T, R].</summary>
    public float[] RelationWeights(IReadOnlyList<int> items)
    {
        using var scope = torch.NewDisposeScope();
        return _network.Read(SequenceBatch.Of([items]).Items).RelationWeights?.ToFloat32()
            ?? throw new InvalidOperationException($"A {_kind} has no relations.");
    }

    public ModelManifest Describe() => new()
    {
        Name = _request.Name,
        Version = "0",
        Kind = _kind,
        Inputs = SequenceInterface.InputsOf(_network.Hidden, _network.Relations, _network.Knowledge),
        Outputs = SequenceInterface.OutputsOf(_network.Hidden, _network.Relations, _network.Knowledge, _network.Width),
        Parameters = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            [SequenceInterface.MaxEventsParameter] = JsonSerializer.SerializeToElement(_experiment.Window),
        },
        Training = new ModelTraining { Command = _request.Command, Seed = Settings.Seed, Data = Data },
    };

    public void WriteFiles(string directory)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        _network.eval();
        _network.Export().Save(Path.Combine(directory, ModelManifest.NetworkFileName));
        var items = _network is Ksr ? _data.Items.Count : _data.MetItems;
        ManifestJson.Write(Path.Combine(directory, SequenceInterface.ItemsFileName), _data.Items.Take(items));
        WriteVectors(Path.Combine(directory, SequenceInterface.ItemVectorsFileName), _network.Candidates(Numbers(1, items)));
        if (_network is Ksr ksr)
            WriteValues(directory, ksr);
    }

    public IReadOnlyList<ParityCase> ParityCases()
    {
        int[] items = [.. _test.Take(ParityBatch).Select(one => one.History[^1])];
        var histories = SequenceBatch.Of([.. _test.Take(ParityBatch).Select(one => (IReadOnlyList<int>)[.. one.History.Take(1)])]);
        var state = _network.Read(histories.Items).State;
        return [StepCase(items, state), StepCase([.. items.Take(1)], First(state))];
    }

    public void Dispose() => _network.Dispose();

    private SequenceNetwork NewGru4Rec()
    {
        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        return new Gru4Rec(_data.MetItems, _experiment.Width, _experiment.Hidden, _experiment.Dropout);
    }

    private SequenceNetwork NewKsr()
    {
        using var scope = torch.NewDisposeScope();
        var (entities, relations) = Vectors();
        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        var shape = new KsrShape
        {
            OwnItems = _data.OwnItems,
            ItemWidth = _experiment.Width,
            Hidden = _experiment.Hidden,
            Width = _experiment.ScoreWidth == 0 ? _experiment.Width : _experiment.ScoreWidth,
            Gamma = _experiment.Gamma,
            Dropout = _experiment.Dropout,
            ColdShare = _experiment.ColdShare,
            FreezeEntities = _experiment.FreezeEntities,
            Form = _experiment.Form,
        };
        return new Ksr(shape, _data.EntityOf, entities, relations, ValuesOfItems());
    }

    /// <summary>Entities that are the values of each item by relation, [N + 1, R, V]; 0 is padding.</summary>
    private Tensor ValuesOfItems()
    {
        var values = _data.Knowledge.Facts.ToLookup(fact => (fact.Subject, fact.Relation), fact => fact.Value);
        var most = Math.Min(MostValues, values.Max(ofRelation => ofRelation.Count()));
        var table = new long[(_data.Items.Count + 1) * _relations.Length * most];
        for (var item = 1; item <= _data.Items.Count; item++)
        {
            foreach (var (slot, relation) in _relations.Index())
            {
                foreach (var (place, value) in values[(_data.EntityOf[item - 1], relation)].Take(most).Index())
                    table[(((item * _relations.Length) + slot) * most) + place] = value;
            }
        }

        return torch.tensor(table, [_data.Items.Count + 1, _relations.Length, most]);
    }

    /// <summary>Entity vectors [G, K] and the vectors of the memory's relations [R, K].</summary>
    private (Tensor Entities, Tensor Relations) Vectors()
    {
        if (_experiment.Vectors == KnowledgeVectors.Random)
            return (RandomUnits(_data.Knowledge.Entities.Count, hasPadding: true), RandomUnits(_relations.Length, hasPadding: false));
        var settings = _experiment.TransE.Training with { Seed = Settings.Seed };
        using var transE = new TransETask(
            _request, _experiment.TransE with { Training = settings, HeldOut = 0 }, _data.Knowledge, _data.Data);
        new TrainingLoop(transE, "TransE").Run(resume: false, progress: null, CancellationToken.None);
        transE.Network.Normalize();
        var kept = torch.tensor([.. _relations.Select(relation => (long)relation)], [_relations.Length]);
        return (transE.Network.Entities.detach().clone(), transE.Network.Relations.detach().index_select(0, kept));
    }

    /// <summary>Random rows of length 1, the length of TransE's entities, [rows, K].</summary>
    private Tensor RandomUnits(int rows, bool hasPadding)
    {
        torch.manual_seed((ulong)TrainingLoop.HashCodeOf(Settings.Seed, 0));
        var values = torch.normal([rows, _experiment.TransE.Width], 0, 1);
        var units = values / values.square().sum(1, keepdim: true).sqrt();
        return hasPadding ? torch.cat([torch.zeros(1, _experiment.TransE.Width), units.narrow(0, 1, rows - 1)]) : units;
    }

    private Tensor CrossEntropy(Tensor user, int[] targets)
    {
        var logits = user.matmul(_network.Candidates(Numbers(1, _network.OwnItems)).transpose(0, 1)); // [P, E] x [E, N] -> [P, N]
        return torch.nn.functional.cross_entropy(
            logits, torch.tensor([.. targets.Select(item => item - 1L)], [targets.Length]));
    }

    private Tensor Bpr(Tensor user, int[] targets, SubjectHistory[] subjects, int draw)
    {
        var random = new Random(TrainingLoop.HashCodeOf(TrainingLoop.HashCodeOf(Settings.Seed, _epoch), draw));
        var (p, n) = (targets.Length, _experiment.Negatives);
        long[] wrong = [.. subjects.SelectMany(subject => Enumerable.Range(0, n).Select(_ => _ranking.Unmet(subject.Items, random)))];
        var right = _network.Candidates(torch.tensor([.. targets.Select(item => (long)item)], [p])).unsqueeze(1); // [P, 1, E]
        var others = _network.Candidates(torch.tensor(wrong, [p * n])).reshape(p, n, _network.Width);
        var lead = ((right - others) * user.unsqueeze(1)).sum(-1); // [P, n]
        return torch.nn.functional.binary_cross_entropy_with_logits(lead, torch.ones(p, n)) / ((double)p * n);
    }

    private IReadOnlyList<CaseRank> Rank(IReadOnlyList<SequenceCase> cases)
    {
        using var scope = torch.NewDisposeScope();
        var items = torch.cat([torch.zeros(1, _network.Width), _network.Candidates(Numbers(1, _data.MetItems))]).transpose(0, 1);
        return _ranking.Rank(cases, part =>
        {
            using var inner = torch.NewDisposeScope();
            var batch = SequenceBatch.Of([.. part.Select(one => (IReadOnlyList<int>)[.. one.History.TakeLast(_experiment.Window)])]);
            var user = SequenceBatch.Rows(_network.Read(batch.Items).User, batch.LastPlaces()); // [B, E]
            return user.matmul(items).ToFloat32(); // [B, N + 1]
        });
    }

    private static Dictionary<string, double> Figures(IReadOnlyList<CaseRank> ranks)
    {
        const int cut = SequenceRanking.Cut;
        int[] full = [.. ranks.Select(rank => rank.Full)], sampled = [.. ranks.Select(rank => rank.Sampled)];
        return new Dictionary<string, double>
        {
            ["hit@10"] = AnswerRanks.HitsAt(full, cut),
            ["ndcg@10"] = AnswerRanks.GainAt(full, cut),
            ["mrr@10"] = AnswerRanks.MeanReciprocal(full.Select(rank => rank <= cut ? rank : 0)),
            ["sampled.hit@10"] = AnswerRanks.HitsAt(sampled, cut),
            ["sampled.ndcg@10"] = AnswerRanks.GainAt(sampled, cut),
        };
    }

    private ParityCase StepCase(int[] items, SequenceState state)
    {
        using var scope = torch.NewDisposeScope();
        var step = _network.Read(torch.tensor([.. items.Select(item => (long)item)], [items.Length, 1]), state);
        List<ParityInput> inputs =
        [
            new(SequenceInterface.ItemInput, items.Select(item => (long)item).ToArray(), [items.Length]),
            new(SequenceInterface.HiddenInput, state.Hidden.ToFloat32(), state.Hidden.shape),
        ];
        List<ParityOutput> outputs =
        [
            new(SequenceInterface.HiddenOutput, step.State.Hidden.ToFloat32()), new(SequenceInterface.UserOutput, step.User.ToFloat32()),
        ];
        if (state.Memory is { } memory)
        {
            inputs.Add(new(SequenceInterface.MemoryInput, memory.ToFloat32(), memory.shape));
            outputs.Add(new(SequenceInterface.MemoryOutput, step.State.Memory!.ToFloat32()));
            outputs.Add(new(SequenceInterface.RelationWeightsOutput, step.RelationWeights!.ToFloat32()));
        }

        return new ParityCase(inputs, outputs);
    }

    private static SequenceState First(SequenceState state) => new(state.Hidden.narrow(0, 0, 1), state.Memory?.narrow(0, 0, 1));

    private void WriteValues(string directory, Ksr ksr)
    {
        var values = _data.Knowledge.Facts.Where(fact => _relations.Contains(fact.Relation))
            .ToLookup(fact => fact.Relation, fact => fact.Value);
        int[] entities = [.. _relations.SelectMany(relation => values[relation]).Distinct().Order()];
        ManifestJson.Write(Path.Combine(directory, SequenceInterface.ValuesFileName), new RelationValues(
            Relations, [.. entities.Select(entity => _data.Knowledge.Entities[entity])],
            [.. _relations.Select(relation => (IReadOnlyList<int>)[.. values[relation].Distinct().Order()
                .Select(value => Array.BinarySearch(entities, value))])]));
        WriteVectors(Path.Combine(directory, SequenceInterface.ValueVectorsFileName),
            ksr.Entities.index_select(0, torch.tensor([.. entities.Select(entity => (long)entity)], [entities.Length])));
    }

    private static void WriteVectors(string path, Tensor vectors) =>
        File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(vectors.ToFloat32()));

    private static Tensor Numbers(int from, int count) =>
        torch.tensor([.. Enumerable.Range(from, count).Select(number => (long)number)], [count]);
}
