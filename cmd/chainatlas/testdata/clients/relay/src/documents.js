// What a page in Relay would ask. relay-compiler checks it against the server's
// schema, with Relay's rules for node, connections and pages.

graphql`
  query documentsListQuery($count: Int!) {
    ...documents_list @arguments(count: $count)
    ...documents_segments
  }
`;

graphql`
  fragment documents_list on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "documentsListPageQuery") {
    enterprises(first: $count, after: $cursor, orderBy: { property: "revenue", descending: true }) @connection(key: "documents_enterprises") {
      totalCount
      edges {
        node {
          id
          ...documents_enterprise
        }
      }
    }
  }
`;

graphql`
  fragment documents_enterprise on Enterprise
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
  @refetchable(queryName: "documentsEnterprisePageQuery") {
    label
    makes(first: $count, after: $cursor) @connection(key: "documents_makes") {
      edges {
        node {
          label
        }
      }
    }
  }
`;

graphql`
  fragment documents_segments on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "documentsSegmentsPageQuery") {
    segments(last: $count, before: $cursor) @connection(key: "documents_segments") {
      edges {
        node {
          label
        }
      }
    }
  }
`;

graphql`
  mutation documentsEditMutation($input: EditPropertyInput!) {
    editProperty(input: $input) {
      revision
      node {
        id
        label
        ... on Enterprise {
          shortName
        }
      }
    }
  }
`;

graphql`
  subscription documentsRevisionsSubscription {
    revisions {
      to
      touched
    }
  }
`;
