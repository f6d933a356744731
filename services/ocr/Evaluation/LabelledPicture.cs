namespace Engram.Ocr.Evaluation;

/// <summary>A picture file and the text in it.</summary>
public sealed record LabelledPicture(string File, string Text)
{
    /// <summary>Name of the list in a folder of labeled pictures: one line <c>file TAB text</c> per picture, with empty text for
    /// none.</summary>
    public const string ListName = "gt.tsv";

    /// <exception cref="InvalidDataException">The list is missing, or a line of it is malformed.</exception>
    public static IReadOnlyList<LabelledPicture> ReadList(string directory)
    {
        var list = Path.Combine(directory, ListName);
        if (!System.IO.File.Exists(list))
            throw new InvalidDataException($"{list} is not there. It lists the pictures, a line 'file<TAB>text' for each.");
        return [.. System.IO.File.ReadLines(list).Index().Where(line => line.Item.Length > 0).Select(line => Parse(directory, list,
            line.Index + 1, line.Item))];
    }

    private static LabelledPicture Parse(string directory, string list, int number, string line)
    {
        if (line.Split('\t') is not [var name, var text])
            throw new InvalidDataException($"{list}, line {number}: expected 'file<TAB>text', got '{line}'.");
        var file = Path.Combine(directory, name);
        return System.IO.File.Exists(file)
            ? new LabelledPicture(file, text)
            : throw new InvalidDataException($"{list}, line {number}: the picture {file} is not there.");
    }
}
