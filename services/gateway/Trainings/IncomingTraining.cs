using System.Text.Json;
using System.Text.RegularExpressions;
using Engram.ApiContracts;
using Engram.ApiContracts.Trainings;

namespace Engram.Gateway.Trainings;

/// <summary>A checked request for a training.</summary>
/// <param name="Options">Overrides of the kind's default experiment, as JSON.</param>
/// <param name="Files">The files that were uploaded with the request.</param>
public sealed partial record IncomingTraining(
    string Name, string Kind, string? Data, string Options, bool Promote, IReadOnlyList<UploadedFile> Files)
{
    private const string DataNameRule = "1 to 128 of A-Z, a-z, 0-9, '_', '-' and '.', beginning with a letter or digit";

    /// <summary>The content that must be equal in requests with the same Idempotency-Key.</summary>
    internal object Identity =>
        new { Name, Kind, Data, Options, Promote, Files = Files.Select(file => new { file.Name, file.Content.Sha256 }) };

    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public static IncomingTraining Check(StartTrainingRequest request, IReadOnlyList<UploadedFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (request.Name is null || !ModelName().IsMatch(request.Name))
            throw new ProblemException(BodyProblems.InvalidField("name", $"names no model package; give {StartTrainingRequest.NameRule}"));
        if (request.Kind is null || !KindName().IsMatch(request.Kind))
            throw new ProblemException(
                BodyProblems.InvalidField("kind", "names no kind of model; give, for example, 'kv-memnn' or 'memn2n'"));
        if (request.Data is not null && !DataName().IsMatch(request.Data))
            throw new ProblemException(BodyProblems.InvalidField("data", $"names no data set; give {DataNameRule}"));
        if (request.Data is not null && files.Count > 0)
            throw new ProblemException(BodyProblems.InvalidField("data", "comes with files; give one of the two"));
        if (request.Options is { ValueKind: not JsonValueKind.Object })
            throw new ProblemException(BodyProblems.InvalidField(
                "options", "is no object; give the experiment's differences, for example {\"training\": {\"epochs\": 5}}"));
        return new IncomingTraining(
            request.Name, request.Kind, request.Data, request.Options?.GetRawText() ?? "{}", request.Promote ?? true, files);
    }

    /// <exception cref="ProblemException">The name is not a valid file name.</exception>
    internal static string CheckFileName(string name) => DataName().IsMatch(name)
        ? name : throw new ProblemException(
            BodyProblems.InvalidField("files", $"holds a file whose name can't be used; give {DataNameRule}"));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{0,63}\z")]
    private static partial Regex ModelName();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex KindName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex DataName();
}
