using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Contracts.Images;
using Engram.Contracts.Keyphrases;
using Engram.Gateway.Posts;
using Engram.Gateway.Storage;

namespace Engram.Gateway.Tests.Posts;

/// <summary>A post without a database. Keeps the messages that the post sends, and lets the test set the time.</summary>
internal sealed class SteppedPost : IOutbox
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ReadersHeard NeverHeard = new(null, null);

    private const string Sha256 = "00";

    private SteppedPost(PostRequest request, IReadOnlyList<PostImage> images, GatewayOptions? options = null, Guid? neighbourSet = null)
    {
        Options = options ?? new GatewayOptions();
        NeighbourSet = neighbourSet;
        Post = Post.Receive(PostName.Parse("post"), IncomingPost.Check(request, Options), images, null, Now);
    }

    public Post Post { get; }

    public GatewayOptions Options { get; }

    public Guid? NeighbourSet { get; set; }

    public List<object> Sent { get; } = [];

    public TimeSpan Elapsed { get; set; }

    public StepContext Now => new(Start + Elapsed, this, Options) { NeighbourSetId = NeighbourSet };

    public ImageReceived Image => new() { PostId = Post.Id, PictureSha256 = Sha256, PictureBytes = 3, ReceivedAt = Start };

    public PostImage FirstImage => Post.Images[0];

    public ImageStatus ImageStatus => FirstImage.StatusIn(Post.State);

    public PredictKeyphrases LastPrediction => Sent.OfType<PredictKeyphrases>().Last();

    public static SteppedPost WithText(string text = "hello") => new(new PostRequest { Text = text }, []);

    /// <summary>A post where the NeighbourSet option names a set. A null <paramref name="set"/>: the set does not exist.</summary>
    public static SteppedPost WithNeighbourSet(Guid? set) =>
        new(new PostRequest { Text = "hello" }, [], new GatewayOptions { NeighbourSet = "posts" }, set);

    public static SteppedPost WithPicture(string text = "hello") => WithPictures(text, new PostImage { Sha256 = Sha256, Bytes = 3 });

    public static SteppedPost WithUnfetchedPicture(string text) =>
        WithPictures(text, new PostImage { FetchFault = new Fault("url-status", "The server answered 404.") });

    private static PictureRequest RequestOf(PostImage image) => new() { Url = "https://example.org/a.png", AltText = image.AltText };

    public static SteppedPost WithPictures(string text, params PostImage[] images) =>
        new(new PostRequest { Text = text, Pictures = [.. images.Select(RequestOf)] }, images);

    /// <summary>Edits the text of the post, without pictures.</summary>
    public PastResult? Edit(string text, long edition) =>
        Post.Edit(IncomingPost.Check(new PostRequest { Text = text, Revision = $"{edition}" }, Options), [], null, edition, Now);

    public ImageReceived ImageOf(string sha256) => Image with { PictureSha256 = sha256 };

    public void Recognize() => Post.TextRecognized(Answers.TextOf(Image), Now);

    public void Extract() => Post.FeaturesExtracted(Answers.FeaturesOf(Image), Now);

    public void Reject(ImageReader reader) => Post.PictureRejected(Answers.RejectionOf(Image, reader), Now);

    public void Predict() => Post.Predicted(Answers.To(LastPrediction), Now);

    public void Enqueue<TMessage>(TMessage message)
        where TMessage : class => Sent.Add(message);
}
