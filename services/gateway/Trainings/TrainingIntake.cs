using Engram.ApiContracts;
using Engram.ApiContracts.Trainings;
using Engram.Gateway.Http;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Trainings;

/// <summary>Reads requests for trainings, sent as JSON or as a form with JSON in the field <c>training</c> and files.</summary>
internal sealed class TrainingIntake(
    BytesInHand inHand, PictureFiles temporary, IOptions<TrainingOptions> options, IOptions<GatewayOptions> gateway)
{
    public const string Json = "application/json";
    public const string Form = "multipart/form-data";

    private const string Field = "training";

    /// <summary>Reads a request. Its files stay in unnamed temporary files until the result is disposed.</summary>
    /// <exception cref="ProblemException">The request is not a training, is too large, or there is no room for it now.</exception>
    public async Task<TrainingUpload> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var mediaType = MediaTypes.Of(request);
        if (mediaType is not (Json or Form))
            throw new ProblemException(Problems.UnsupportedMediaType(mediaType, Json, Form));
        var upload = new TrainingUpload();
        try
        {
            if (mediaType == Json)
                upload.Request = await request.ReadJsonAsync<StartTrainingRequest>(options.Value.MaxRequestBytes, cancellationToken);
            else
                await ReadFormAsync(request, upload, cancellationToken);
            return upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    private async Task ReadFormAsync(HttpRequest request, TrainingUpload upload, CancellationToken cancellationToken)
    {
        var most = Math.Min(options.Value.MaxUploadBytes, gateway.Value.MaxBytesInHand);
        // Check this before the limit is set. Otherwise the server would close the connection while
        // it discards the rest, and the answer would be lost.
        if (request.ContentLength > most)
            throw TooLarge($"The body is longer than {most} bytes");
        request.LimitBody(most);
        upload.Share = await inHand.TakeAsync(request.ContentLength ?? most, cancellationToken);
        try
        {
            var reader = new MultipartReader(PostForm.BoundaryOf(request), request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
                await ReadPartAsync(section, upload, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new ProblemException(Problems.MalformedForm(e.Message));
        }

        upload.Share.ShrinkTo(upload.Files.Sum(file => file.Content.Length));
    }

    private async Task ReadPartAsync(MultipartSection section, TrainingUpload upload, CancellationToken cancellationToken)
    {
        var disposition = section.GetContentDispositionHeader()
            ?? throw new InvalidDataException("A part has no Content-Disposition of form-data.");
        var field = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        var fileName = HeaderUtilities.RemoveQuotes(disposition.FileName).ToString();
        if (disposition.IsFileDisposition())
            upload.Add(await ReadFileAsync(fileName, section.Body, upload, cancellationToken));
        else if (field != Field)
            throw new ProblemException(BodyProblems.InvalidField(
                field, $"is not known here; send the training as JSON in the field '{Field}', and files with their names"));
        else if (upload.Request is not null)
            throw new ProblemException(BodyProblems.InvalidField(Field, "comes twice; give it once"));
        else
            upload.Request = await ReadJsonAsync(section.Body, cancellationToken);
    }

    private async Task<UploadedFile> ReadFileAsync(string name, Stream content, TrainingUpload upload, CancellationToken cancellationToken)
    {
        IncomingTraining.CheckFileName(name);
        if (upload.Files.Count == options.Value.MaxFiles)
            throw TooLarge($"There are more than {options.Value.MaxFiles} files");
        if (upload.Files.Any(file => file.Name == name))
            throw new ProblemException(BodyProblems.InvalidField("files", $"holds '{name}' twice; give each file another name"));
        using var writer = temporary.Create();
        return await writer.TryCopyAsync(content, options.Value.MaxFileBytes, cancellationToken)
            ? new UploadedFile(name, writer.Complete())
            : throw TooLarge($"The file '{name}' has more than {options.Value.MaxFileBytes} bytes");
    }

    private async Task<StartTrainingRequest> ReadJsonAsync(Stream content, CancellationToken cancellationToken)
    {
        var most = options.Value.MaxRequestBytes;
        var json = new byte[most + 1];
        var length = await content.ReadAtLeastAsync(json, json.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= most
            ? ApiJson.Read<StartTrainingRequest>(json.AsSpan(0, length))
            : throw TooLarge($"The field '{Field}' is longer than {most} bytes");
    }

    private static ProblemException TooLarge(string what) => new(Problems.TooLarge(
        $"{what}, the most that is taken. Put large data into a folder of the trainer's (Trainer:DataFolder) and name it in 'data'."));
}

/// <summary>A request for a training while it is read, with its files.</summary>
internal sealed class TrainingUpload : IDisposable
{
    private readonly List<UploadedFile> _files = [];

    public StartTrainingRequest? Request { get; set; }

    public IReadOnlyList<UploadedFile> Files => _files;

    /// <summary>Share of the bytes in hand; null for JSON, which is small.</summary>
    public ByteShare? Share { get; set; }

    public void Add(UploadedFile file) => _files.Add(file);

    /// <exception cref="ProblemException">A field is missing or not valid.</exception>
    public IncomingTraining Check() => Request is { } request
        ? IncomingTraining.Check(request, _files)
        : throw new ProblemException(BodyProblems.InvalidField("training", "is missing; give the training as JSON"));

    public void Dispose()
    {
        _files.ForEach(file => file.Content.Dispose());
        Share?.Dispose();
    }
}
