using Engram.CommandLine;
using Engram.ModelStore;
using Engram.Training.Loop;
using Engram.Training.Models;
using Engram.Training.Recipes.Sequences;

namespace Engram.Lab.Sequences;

/// <summary>Trains recommenders on the same events, several times each, and ranks the same held-out items by all of them.</summary>
internal sealed class SequenceComparison
{
    public const string Popularity = "popularity";
    public const string Oracle = "oracle";
    public const string RandomVectors = "ksr, random vectors";
    public const string Published = "ksr, RecBole's form";

    private readonly SequenceExperiment _experiment;
    private readonly int _seeds;
    private readonly SequenceData _data;
    private readonly TasteOracle? _oracle;

    public SequenceComparison(string folder, SequenceExperiment experiment, int seeds)
    {
        (_experiment, _seeds) = (experiment, seeds);
        _data = SequenceTraining.Open(folder, experiment);
        _oracle = TasteOracle.Find(folder, _data);
    }

    public SequenceData Data => _data;

    /// <summary>Share of events at which the heaviest relation is that of the active taste, for each seed of KSR; empty where no tastes are
    /// known.</summary>
    public List<double> RightRelations { get; } = [];

    /// <summary>Share of events at which the most frequent relation of all is that of the active taste.</summary>
    public double FrequentRelation => _oracle is null ? 0
        : Cases.SelectMany(one => _oracle.ActiveRelations(one.Subject, one.History.Count)).GroupBy(relation => relation)
            .Max(relation => relation.Count()) / (double)Cases.Sum(one => one.History.Count);

    private IReadOnlyList<SequenceCase> Cases => _data.CasesOf(subject => subject.Test);

    /// <summary>Ranks by popularity, GRU4Rec, KSR with random vectors, KSR, its published form where the experiment has another, and the
    /// oracle where there is one.</summary>
    public IReadOnlyList<ComparedModel> Run(CancellationToken cancellationToken)
    {
        var ranking = new SequenceRanking(_data, _experiment);
        var compared = new List<ComparedModel>
        {
            new(Popularity, [ranking.Rank(Cases, ranking.Popularity)]),
            Train(ModelKinds.Gru4Rec, ModelKinds.Gru4Rec, _experiment, cancellationToken),
            Train(RandomVectors, ModelKinds.Ksr, _experiment with { Vectors = KnowledgeVectors.Random }, cancellationToken),
            Train(ModelKinds.Ksr, ModelKinds.Ksr, _experiment with { Vectors = KnowledgeVectors.TransE }, cancellationToken),
        };
        if (_experiment.Form != KsrForm.RecBole)
            compared.Insert(2, Train(Published, ModelKinds.Ksr, _experiment with
            {
                Form = KsrForm.RecBole, ColdShare = 0, FreezeEntities = false, Vectors = KnowledgeVectors.TransE,
            }, cancellationToken));
        if (_oracle is not null)
            compared.Add(new(Oracle, [ranking.Rank(Cases, _oracle.Scores)]));
        return compared;
    }

    private ComparedModel Train(string name, string kind, SequenceExperiment experiment, CancellationToken cancellationToken)
    {
        var ranks = new List<IReadOnlyList<CaseRank>>();
        for (var seed = 0; seed < _seeds; seed++)
        {
            var settings = experiment.Training with { Seed = experiment.Training.Seed + seed };
            using var task = new SequenceTask(
                new TrainingRequest(name, "{}", "", ""), kind, experiment with { Training = settings }, _data);
            var loop = new TrainingLoop(task, name);
            var history = loop.Run(resume: false, progress: null, cancellationToken);
            ranks.Add(loop.Measured(task.TestRanks));
            Report.Progress($"engram: {name}, seed {settings.Seed}: best of {history.Count} epochs is "
                + $"{history.Last(epoch => epoch.IsBest).Epoch}.");
            if (name == ModelKinds.Ksr && _oracle is not null)
                RightRelations.Add(loop.Measured(() => ShareOfRightRelations(task)));
        }

        return new ComparedModel(name, ranks);
    }

    private double ShareOfRightRelations(SequenceTask task)
    {
        var (right, all) = (0, 0);
        foreach (var one in Cases)
        {
            var weights = task.RelationWeights(one.History);
            foreach (var (step, relation) in _oracle!.ActiveRelations(one.Subject, one.History.Count).Index())
            {
                var ofStep = weights.AsSpan(step * task.Relations.Count, task.Relations.Count);
                right += task.Relations[System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(ofStep)] == relation ? 1 : 0;
                all++;
            }
        }

        return (double)right / all;
    }
}
