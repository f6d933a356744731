using Engram.ApiContracts.Posts;

namespace Engram.Gateway.Posts;

/// <summary>Maps a post to its API resource.</summary>
internal static class PostMapping
{
    extension(PostResource)
    {
        public static PostResource Of(Post post)
        {
            ArgumentNullException.ThrowIfNull(post);
            var tagged = post.Original ?? post;
            return new PostResource
            {
                Id = post.PublicId,
                Source = post.Source,
                SourceId = post.SourceId,
                Revision = post.Revision,
                Author = post.AuthorId is { } author ? new Author { Id = author, Name = post.AuthorName } : null,
                State = post.State,
                Text = post.Text,
                Languages = post.Languages,
                Hashtags = post.Hashtags,
                Sensitive = post.Sensitive,
                RepostOf = post.RepostOf,
                ReplyTo = post.ReplyTo,
                QuoteOf = post.QuoteOf,
                Images = [.. post.Images.Select((image, number) => ImageResource.Of(image, post, number + 1))],
                Keyphrases = tagged.Keyphrases ?? [],
                KeyphrasesOf = post.KeyphrasesOf,
                Reason = tagged.Reason,
                Attention = tagged.Attention,
                Model = tagged.Model,
                Neighbours = tagged.Neighbours,
                Failure = post.Failure,
                CreatedAt = post.CreatedAt,
                ReceivedAt = post.ReceivedAt,
                TaggedAt = post.State == PostState.Tagged ? post.FinishedAt : null,
                TraceId = post.TraceId,
            };
        }
    }

    extension(ImageResource)
    {
        /// <param name="image">The picture.</param>
        /// <param name="post">Its post.</param>
        /// <param name="number">Its place in the post, from 1.</param>
        public static ImageResource Of(PostImage image, Post post, int number)
        {
            ArgumentNullException.ThrowIfNull(image);
            var state = post.State;
            var fault = image.FaultIn(state);
            return new ImageResource
            {
                Status = image.StatusIn(state),
                Kind = image.Kind,
                AltText = image.AltText,
                Code = fault?.Code,
                Reason = fault?.Reason,
                Ocr = image.Ocr,
                Attributes = image.Features?.Attributes ?? [],
                AttributeModel = image.Features?.AttributeModel,
                Objects = image.Features?.Objects ?? [],
                Url = image.Sha256 is null ? null : $"/v1/posts/{post.PublicId}/images/{number}",
                TextReadAt = image.OcrAnsweredAt,
                FeaturesReadAt = image.FeaturesAnsweredAt,
            };
        }
    }
}
