namespace Engram.TestKit.Attributes;

/// <summary>About twenty words in the file format of WordNet, with its license header and trailing spaces.</summary>
public sealed class TinyWordNet : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyWordNet()
    {
        Write(
            "index.noun", Index("a", "child", "church", "dog", "grass", "man", "in", "lily", "red", "rest", "sky", "standing", "wednesday",
                "well", "zebra"));
        Write("index.verb", Index("dog", "rest", "stand", "walk", "grass"));
        Write("index.adj", Index("big", "green", "red", "standing", "well"));
        Write("index.adv", Index("slowly", "well"));
        Write("noun.exc", "children child");
        Write("verb.exc", "stood stand");
        Write("adj.exc", "bigger big", "biggest big");
        Write("adv.exc");
        Write(
            "cntlist.rev",
            "big%3:00:01:: 1 50", "child%1:18:00:: 1 90", "dog%1:05:00:: 1 42", "dog%2:38:00:: 1 2", "green%5:00:00:chromatic:00 1 9",
            "red%1:07:00:: 1 6", "red%3:00:01:: 1 38",
            "rest%1:24:00:: 1 20", "rest%2:29:00:: 1 22", "stand%2:35:00:: 1 100", "stand%2:42:00:: 2 7", "standing%1:26:00:: 1 3",
            "well%4:02:00:: 1 200", "well%1:17:00:: 1 4");
    }

    /// <summary>Folder of the files.</summary>
    public string Folder => _folder.Path;

    /// <summary>Environment variables for a process that reads the files.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["ENGRAM_WORDNET"] = Folder };

    public void Dispose() => _folder.Dispose();

    private static string[] Index(params string[] words) =>
        ["  1 This software and database is being provided to you, the LICENSEE, by  ",
            .. words.Select(word => $"{word} n 1 1 @ 1 0 02084071  ")];

    private void Write(string file, params string[] lines) => File.WriteAllLines(Path.Combine(Folder, file), lines);
}
