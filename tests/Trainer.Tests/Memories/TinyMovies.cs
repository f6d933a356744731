using Engram.TestKit;
using Engram.Training.Recipes.Memories;

namespace Engram.Trainer.Tests.Memories;

/// <summary>A knowledge base of a dozen films in the WikiMovies format, with questions about it.</summary>
internal sealed class TinyMovies : IDisposable
{
    /// <summary>An experiment that trains in a second or two.</summary>
    public const string Experiment =
        """
        {"width": 24, "negativeAnswers": 8, "wordMinimumCount": 1, "validationShare": 0.2,
         "training": {"seed": 5, "epochs": 8, "batchExamples": 8, "learningRate": 0.01, "patienceEpochs": 8, "decayEveryEpochs": 0, "keepLast": false}}
        """;

    private readonly TemporaryFolder _folder = new();

    public TinyMovies()
    {
        File.WriteAllLines(KnowledgeBase, Enumerable.Range(0, 12).SelectMany(i => (string[])[$"The Film {i}|directed_by|Person {i % 4} "
            + "Surname", $"The Film {i}|release_year|{1990 + i}"]));
        File.WriteAllLines(Train, Questions(i => $"The Film {i}"));
        File.WriteAllLines(Dev, Questions(i => $"the_film_{i}"));
        File.WriteAllLines(Marked, Questions(i => $"[The Film {i}]"));
    }

    public string Path => _folder.Path;

    public string KnowledgeBase => In("kb.txt");

    /// <summary>Questions as people write them.</summary>
    public string Train => In("train.tsv");

    /// <summary>The same questions in lower case, with the words of a name joined.</summary>
    public string Dev => In("dev.tsv");

    /// <summary>The same questions with entities in brackets.</summary>
    public string Marked => In("marked.tsv");

    public string In(params string[] parts) => _folder.In(parts);

    public KnowledgeFiles Files => new(KnowledgeBase, [Train], Dev);

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Questions(Func<int, string> film) => Enumerable.Range(0, 12).SelectMany(i => (string[])[
        $"who directed {film(i)}\tPerson {i % 4} Surname",
        $"{film(i)}, when was it released ?\t{1990 + i}",
        $"{film(i)} was directed by who\tPerson {i % 4} Surname"]);
}
