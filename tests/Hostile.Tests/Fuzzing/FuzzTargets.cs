using System.Text;
using Engram.ApiContracts;
using Engram.ApiContracts.Questions;
using Engram.Contracts.Memories;
using Engram.Gateway;
using Engram.Gateway.Http;
using Engram.Gateway.Memories;
using Engram.Gateway.Pictures;
using Engram.Gateway.Posts;
using Engram.Gateway.Questions;
using Engram.Gateway.Sources;
using Engram.Imaging;
using Engram.Inference;
using Engram.ModelStore;
using Engram.ModelStore.Sessions;
using Engram.Streams;
using Engram.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engram.Hostile.Tests.Fuzzing;

/// <summary>Every parser of untrusted input.</summary>
internal static class FuzzTargets
{
    private const string Boundary = "b";
    private const string Caller = "a stranger";

    private static readonly GatewayOptions Options = new();
    private static readonly BytesInHand InHand = new(Microsoft.Extensions.Options.Options.Create(Options));
    private static readonly PictureFiles Files = new(
        Microsoft.Extensions.Options.Options.Create(Options), NullLogger<PictureFiles>.Instance);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. Enum.GetValues<StreamForm>().Select(PlatformLines),
        new("post-json", [Text("""{"id":"a","text":"first","languages":["en"],"hashtags":["x"],"author":{"id":"1"},"createdAt":"2026-01-01T00:00:00Z","pictures":[{"base64":"AAAA","altText":"b"}]}"""), .. Lines("posts", "posts.ndjson")],
            ReadPostAsync, e => e is ProblemException),
        Json("question-json", [Text("""{"text":"where is Mary?","story":["Mary went home."],"maxAnswers":3,"model":"stories-memnn"}"""),
            .. Lines("questions.ndjson")],
            utf8 => IncomingQuestion.Check(ApiJson.Read<QuestionRequest>(utf8), Options)),
        Json("triples", [.. Lines("movies", "triples.ndjson").Take(20)], utf8 => MemoryLine.Check(MemoryFormat.Triples, utf8)),
        Json("documents", [Text("""{"title":"Jaws","text":"Jaws is a film of 1975. It was directed by Steven Spielberg."}""")], utf8 =>
            MemoryLine.Check(MemoryFormat.Documents, utf8)),
        Json("tagged-posts", [.. Lines("posts", "tagged.ndjson").Take(20)], utf8 => MemoryLine.Check(MemoryFormat.Posts, utf8)),
        new("multipart", [Form("text", "a post"), Form("id", "a1"), FormWithPicture()], ReadFormAsync, e => e is ProblemException),
        new("manifest", [.. Packages().Select(package => File.ReadAllBytes(Path.Combine(package.Directory, ModelManifest.FileName)))],
            ReadManifestAsync, IsBadPackage),
        new("model", [.. Packages().Where(package => new FileInfo(package.NetworkPath).Length < 1 << 18)
            .Select(package => File.ReadAllBytes(package.NetworkPath))], LoadModelAsync, IsBadPackage),
        new("picture", [.. Pictures()], ReadPictureAsync, e => e is PictureRejectedException),
    ];

    private static FuzzTarget PlatformLines(StreamForm form) => new(
        $"lines-{StreamForms.NameOf(form)}",
        [
            .. Directory.GetFiles(Repository.PathOf("samples", "streams")).Select(File.ReadAllBytes)
                .Select(bytes => bytes[..Math.Min(bytes.Length, 8000)]),
            Text("id,text,author\n1,\"a, \"\"post\"\"\",2\n2,other,3\n"),
            Text("""{"id_str":"1","full_text":"a <b>post</b> #x","user":{"id_str":"2"},"created_at":"Wed Oct 10 20:19:24 +0000 2018","entities":{"hashtags":[{"text":"x","indices":[16,18]}]}}"""),
        ],
        async (input, cancellationToken) =>
        {
            using var body = new MemoryStream(input);
            await foreach (var item in PostStreamReader.ReadAsync(body, new StreamOptions { Form = form }, cancellationToken))
                CheckEvent(item);
        },
        _ => false);

    // A bad event must not stop the stream.
    private static void CheckEvent(StreamItem item)
    {
        try
        {
            IncomingEvent.Check(item, Caller, Options);
        }
        catch (ProblemException)
        {
        }
    }

    private static FuzzTarget Json(string name, IReadOnlyList<byte[]> seeds, Func<byte[], object> parse) => new(
        name,
        seeds,
        (input, _) =>
        {
            parse(input);
            return Task.CompletedTask;
        },
        e => e is ProblemException);

    private static async Task ReadFormAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var upload = new PostUpload(InHand, Files, Caller, Options);
        upload.Check(await PostForm.ReadAsync(RequestOf(input), upload, Options, cancellationToken));
    }

    private static async Task ReadPostAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var upload = new PostUpload(InHand, Files, Caller, Options);
        upload.Check(await upload.ReadJsonAsync(RequestOf(input), cancellationToken));
    }

    private static HttpRequest RequestOf(byte[] body)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = $"multipart/form-data; boundary={Boundary}";
        request.Body = new MemoryStream(body);
        return request;
    }

    private static Task ReadManifestAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, ModelManifest.FileName), input);
        InstalledModel.Open(folder.Path).VerifyFiles();
        return Task.CompletedTask;
    }

    private static Task LoadModelAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var package = Packages().First();
        var spoiled = new ModelRepository(folder.Path)
            .Add(package.Manifest, target => File.WriteAllBytes(Path.Combine(target, ModelManifest.NetworkFileName), input));
        ModelSession.Open(spoiled, ExecutionDevice.Choose(new InferenceOptions())).Dispose();
        return Task.CompletedTask;
    }

    private static Task ReadPictureAsync(byte[] input, CancellationToken cancellationToken)
    {
        var decoder = new PictureDecoder(new ImagingOptions());
        decoder.ReadHeader(input);
        decoder.DecodeToFit(input, maxSidePixels: 320);
        return Task.CompletedTask;
    }

    private static bool IsBadPackage(Exception e) => e is ModelPackageException;

    private static IEnumerable<InstalledModel> Packages() => new ModelRepository(Repository.PathOf("models")).List();

    private static IEnumerable<byte[]> Pictures() => Directory.GetFiles(Repository.PathOf("samples", "posts", "pictures"))
        .Where(path => new FileInfo(path).Length < 40_000).Order(StringComparer.Ordinal).Take(12).Select(File.ReadAllBytes);

    private static byte[] Form(string name, string value) =>
        Text($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n--{Boundary}--\r\n");

    private static byte[] FormWithPicture() =>
    [
        .. Text($"--{Boundary}\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"),
        .. Pictures().First(), .. Text($"\r\n--{Boundary}--\r\n"),
    ];

    private static IEnumerable<byte[]> Lines(params string[] path) => File.ReadLines(Repository.PathOf(["samples", .. path])).Select(Text);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
